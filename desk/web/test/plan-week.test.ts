import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeDay,
  compact,
  daysOf,
  hoursShown,
  mondayOf,
  readSpans,
  weekOf,
  writeSpans,
} from "../src/pages/plan/hours/week";

const tidy = (text: string): string | null => {
  const spans = readSpans(text);
  return spans && writeSpans(spans);
};

test("hours are read forgivingly and written one way", () => {
  assert.equal(tidy("9-18"), "09:00-18:00");
  assert.equal(tidy(" 14.30 – 18:00; 9-13 "), "09:00-13:00, 14:30-18:00");
  assert.equal(tidy("0-24"), "00:00-24:00");
  assert.equal(tidy(""), "");
  for (const wrong of ["9", "18-9", "9-25", "9:70-10", "9-12, 11-13", "9-10-11", "x"]) {
    assert.equal(tidy(wrong), null, wrong);
  }
});

test("keys of a week name days, and a single day is stronger", () => {
  assert.deepEqual(daysOf("mon-wed"), ["mon", "tue", "wed"]);
  assert.deepEqual(daysOf("sat-mon"), ["sat", "sun", "mon"]);
  assert.deepEqual(daysOf("someday"), []);
  const week = weekOf({ fri: "09:00-13:00", "mon-fri": "09:00-18:00" });
  assert.deepEqual([week.thu, week.fri, week.sun], ["09:00-18:00", "09:00-13:00", ""]);
});

test("a week is written shortly", () => {
  const week = weekOf({ "mon-fri": "09:00-18:00", sat: "10:00-14:00" });
  assert.deepEqual(compact(week), { "mon-fri": "09:00-18:00", sat: "10:00-14:00" });
});

test("one day is changed in its own line where it has one", () => {
  const week = { "mon-fri": "09:00-18:00", sat: "10:00-14:00" };
  assert.deepEqual(changeDay("shop", week, "sat", "10:00-12:00"), {
    op: "set",
    place: ["hours", "shop", "week", "sat"],
    value: "10:00-12:00",
  });
  assert.deepEqual(changeDay("shop", week, "fri", "09:00-15:00"), {
    op: "set",
    place: ["hours", "shop", "week"],
    value: { "mon-thu": "09:00-18:00", fri: "09:00-15:00", sat: "10:00-14:00" },
  });
  assert.deepEqual(changeDay("shop", week, "sat", ""), {
    op: "set",
    place: ["hours", "shop", "week"],
    value: { "mon-fri": "09:00-18:00" },
  });
});

test("a week begins on Monday, also across months", () => {
  assert.equal(mondayOf("2026-11-30"), "2026-11-30");
  assert.equal(mondayOf("2026-12-06"), "2026-11-30");
  assert.equal(mondayOf("2027-01-01"), "2026-12-28");
});

test("a chart shows the usual day, and more when it must", () => {
  assert.deepEqual(hoursShown([]), [8, 20]);
  assert.deepEqual(hoursShown([{ start: 0, until: 1440 }]), [0, 24]);
  assert.deepEqual(hoursShown([{ start: 450, until: 1110 }]), [6, 20]);
});
