import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallRow, Fact, Step } from "../src/api/words";
import en from "../src/i18n/en";
import { clockText } from "../src/i18n/format";
import { fill } from "../src/i18n/message";
import { timeline, type Words } from "../src/pages/manager/timeline";

const words: Words = {
  t: (key, values) => fill("en", en[key] ?? key, values),
  operator: (name) => ({ anna: "Anna" })[name] ?? name,
  queue: (name) => ({ support: "Support" })[name] ?? name,
  call: (id) => `call ${id}`,
  length: clockText,
};
const call = { arrived_at: "2026-11-22T10:00:00Z" } as CallRow;
const step = (seq: number, second: number, ...facts: Fact[]): Step => ({
  seq,
  at: new Date(Date.parse(call.arrived_at) + second * 1000).toISOString(),
  facts,
});

test("a call is told in order, in words, with the time since it arrived", () => {
  const told = timeline(
    call,
    [
      step(1, 0, { type: "CallArrived", dialled: "100" }),
      step(2, 6, { type: "CallQueued", queue: "support" }),
      step(5, 7, {
        type: "OfferMade",
        operator: "anna",
        extension: "101",
        why: ["longest_idle", "of_free:2", "skill:greek"],
      }),
      step(
        9,
        15.5,
        { type: "OfferEnded", operator: "anna", result: "accepted" },
        { type: "CallConnected", operator: "anna" },
      ),
      step(12, 75, { type: "CallEnded", outcome: "answered", reason: "caller_hung_up" }),
      step(13, 76, { type: "RecordingKept", duration_s: 59.5 }),
    ],
    words,
  );
  assert.deepEqual(
    told.map((line) => [line.afterS, line.text]),
    [
      [0, "Called 100"],
      [6, "Waits in Support"],
      [7, "Offered to Anna (extension 101)"],
      [15.5, "Anna took the call"],
      [15.5, "Talks with Anna"],
      [75, "The call ended: The caller hung up"],
      [76, "Recording stored (0:59)"],
    ],
  );
  const why = ["Free for the longest time", "2 operators were free", "skill:greek"];
  assert.deepEqual(told[2]?.why, why);
  assert.equal(new Set(told.map((line) => line.key)).size, told.length);
});

test("a failure says why once, in its own line", () => {
  const [line] = timeline(
    call,
    [step(1, 1, { type: "RecordingFailed", why: "the disk was full" })],
    words,
  );
  assert.equal(line?.text, "Recording failed: the disk was full");
  assert.deepEqual(line?.why, []);
});

test("a kind of fact that is not known yet shows its name", () => {
  const [line] = timeline(call, [step(1, -2, { type: "CallParked" })], words);
  assert.equal(line?.text, "CallParked");
  assert.equal(line?.afterS, 0);
});
