import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallCard, OperatorCard, Role } from "../src/api/words";
import { firstScreen, mayOpen, maySteer, screenAt, screensOf } from "../src/app/access";
import {
  clockText,
  dayAfter,
  dayOf,
  machineDuration,
  percentText,
  timeText,
} from "../src/i18n/format";
import { gainOf, loudest } from "../src/pages/manager/draw";
import { apiQuery, isNarrowed, readFilters, writeFilters } from "../src/pages/manager/filters";
import { callFace, operatorFace, urgencyOf, waitLimit } from "../src/parts/states";

test("lengths are read as clocks", () => {
  assert.equal(clockText(0), "0:00");
  assert.equal(clockText(65.9), "1:05");
  assert.equal(clockText(3725), "1:02:05");
  assert.equal(clockText(-3), "0:00");
  assert.equal(machineDuration(65.9), "PT65S");
});

test("shares and times are written as the language does", () => {
  assert.equal(percentText("en", 0.8612), "86%");
  assert.equal(percentText("ru", 0.8612, 1).replace(/\s/g, " "), "86,1 %");
  assert.equal(percentText("en", null), "–");
  const moment = "2026-11-22T21:05:09Z";
  assert.equal(timeText("en", moment, "Europe/Athens"), "23:05:09");
  assert.equal(timeText("ru", moment, "Europe/Athens", false), "23:05");
});

test("days are the centre's own, and step over every border", () => {
  const late = new Date("2026-11-22T22:30:00Z");
  assert.equal(dayOf(late, "Europe/Athens"), "2026-11-23");
  assert.equal(dayOf(late, "America/New_York"), "2026-11-22");
  assert.equal(dayAfter("2026-02-28", 1), "2026-03-01");
  assert.equal(dayAfter("2026-03-29", -1), "2026-03-28");
  assert.equal(dayAfter("2026-01-01", -1), "2025-12-31");
});

test("each role has its first screen, and a screen only for its roles", () => {
  const first: [Role[], string][] = [
    [["operator"], "operator"],
    [["supervisor"], "supervisor"],
    [["manager"], "manager"],
    [["administrator"], "supervisor"],
    [["administrator", "operator"], "operator"],
  ];
  for (const [roles, screen] of first) assert.equal(firstScreen(roles), screen);
  assert.equal(mayOpen("manager", ["operator"]), false);
  assert.deepEqual(screensOf(["operator", "manager"]), [
    "operator",
    "supervisor",
    "manager",
    "customers",
    "plan",
    "people",
  ]);
  assert.ok(!screensOf(["operator"]).includes("people"));
  assert.ok(mayOpen("account", ["operator"]));
  assert.equal(maySteer(["manager"]), false);
  assert.equal(screenAt("/manager/"), "manager");
  assert.equal(screenAt("/signin"), null);
});

const operator = (over: Partial<OperatorCard>) =>
  ({ availability: "ready", activity: "idle", ...over }) as OperatorCard;
const call = (over: Partial<CallCard>) =>
  ({ state: "waiting", ringing: [], ...over }) as unknown as CallCard;

test("what the work imposes shows before what was chosen", () => {
  assert.equal(operatorFace(operator({})), "ready");
  assert.equal(operatorFace(operator({ availability: "break" })), "break");
  assert.equal(operatorFace(operator({ availability: "signed_out" })), "offline");
  assert.equal(operatorFace(operator({ availability: "break", activity: "talking" })), "talking");
  assert.equal(operatorFace(operator({ activity: "offered" })), "ringing");
  assert.equal(operatorFace(operator({ activity: "wrapping_up" })), "wrap_up");
});

test("a waiting call rings when a phone rings for it", () => {
  assert.equal(callFace(call({})), "waiting");
  assert.equal(callFace(call({ ringing: ["anna"] })), "ringing");
  assert.equal(callFace(call({ state: "ivr" })), "ivr");
  assert.equal(callFace(call({ state: "connecting", ringing: ["anna"] })), "connecting");
});

test("a wait turns amber at the queue's promise and red at three times", () => {
  const limit = waitLimit(20);
  assert.deepEqual(
    [19, 20, 59, 60].map((second) => urgencyOf(second, limit)),
    ["calm", "soon", "soon", "late"],
  );
  assert.equal(urgencyOf(9999, undefined), "calm");
});

const today = "2026-11-22";

test("filters go into the address and come back", () => {
  const filters = {
    ...readFilters("", today),
    day: "2026-11-20",
    queue: "support",
    end: "left_in_queue" as const,
    search: "+44 & <b>",
    recorded: true,
    call: "c 1",
  };
  const address = writeFilters(filters, today);
  assert.deepEqual(readFilters(address.slice(address.indexOf("?")), today), filters);
  assert.equal(isNarrowed(filters), true);
});

test("an address says only what is unusual, and nonsense is not taken", () => {
  assert.equal(writeFilters(readFilters("", today), today), "/manager");
  assert.equal(readFilters("?day=all", today).day, null);
  const odd = readFilters("?day=2026-99-99&outcome=lost&end_reason=x&has_recording=1", today);
  assert.deepEqual(odd, readFilters("", today));
  assert.equal(isNarrowed(odd), false);
});

test("the question for the API leaves out what is open", () => {
  const all = apiQuery(readFilters("?day=all&call=c1", today), "c9");
  assert.equal(all.toString(), "before=c9&limit=100");
  assert.equal(apiQuery(readFilters("", today)).get("day"), today);
});

test("a bar is as high as the loudest peak under it", () => {
  assert.equal(loudest([0.1, 0.9, 0.2, 0.3], 0, 2), 0.9);
  assert.equal(loudest([0.1, 0.9], 3, 4), 0.9);
  assert.equal(loudest([7], 0, 1), 1);
  assert.equal(loudest([], 0, 10), 0);
});

test("quiet speech fills the picture, silence does not become noise", () => {
  const peaks = (left: number[], right: number[]) => ({ buckets: 1, left, right, duration_s: 1 });
  assert.equal(gainOf(peaks([0.25], [0.1])), 4);
  assert.equal(gainOf(peaks([0.001], [0])), 6);
  assert.equal(gainOf(peaks([0], [0])), 1);
  assert.equal(gainOf(peaks([], [])), 1);
  assert.equal(gainOf(peaks([1.2], [0.5])), 1);
});
