import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CallRow, Fact, Step } from "../src/api/words";
import everyPage from "../src/i18n/en";
import { clockText } from "../src/i18n/format";
import managerEnglish from "../src/i18n/manager/en";
import reasonsEnglish from "../src/i18n/reasons/en";
import { fill } from "../src/i18n/message";
import { timeline, type Words } from "../src/pages/manager/timeline";

const en = { ...everyPage, ...managerEnglish, ...reasonsEnglish };
declare const SOURCE: string;
/** The journal's own list of facts. */
const FACTS = join(SOURCE, "../../../vocabulary/facts.py");

const words: Words = {
  t: (key, values) => fill("en", (en as Record<string, string>)[key] ?? key, values),
  operator: (name) => ({ anna: "Anna" })[name] ?? name,
  queue: (name) => ({ support: "Support" })[name] ?? name,
  node: (name) => ({ main: "Main menu", after_hours: "After hours" })[name] ?? name,
  tongue: (tag) => ({ ru: "Russian" })[tag] ?? tag,
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

test("what happens in the flow and in a queue is told in words", () => {
  const told = timeline(
    call,
    [
      step(1, 1, { type: "NodeEntered", node: "main", kind: "menu", by: "start" }),
      step(2, 2, { type: "InputFailed", node: "main", fault: "missing", tries: 1 }),
      step(3, 3, { type: "KeyChosen", node: "main", key: "1" }),
      step(4, 4, { type: "DigitsCollected", node: "main", name: "pin", length: 4 }),
      step(5, 5, { type: "LanguageChosen", language: "ru" }),
      step(6, 6, {
        type: "CriteriaSet",
        node: "main",
        priority: 5,
        needs: [["greek", 3]],
        preferred: "anna",
      }),
      step(7, 7, {
        type: "Announced",
        queue: "support",
        prompts: ["place"],
        place: 2,
        from_min: 1,
        to_min: 3,
      }),
      step(8, 8, { type: "Announced", queue: "support", prompts: ["main"] }),
      step(9, 9, { type: "QueueLeft", queue: "support", why: "key", to: "after_hours", key: "1" }),
      step(10, 10, { type: "QueueLeft", queue: "sales", why: "nobody", to: "support" }),
      step(11, 11, { type: "OutsideFailed", node: "main", result: "busy" }),
      step(12, 12, { type: "FlowEnded", outcome: "informed", reason: "flow_ended" }),
      step(13, 13, { type: "MessageTaken" }),
    ],
    words,
  );
  assert.deepEqual(
    told.map((line) => line.text),
    [
      "Came to “Main menu”",
      "Pressed nothing at “Main menu”",
      "Pressed 1 at “Main menu”",
      "Typed digits that are not kept (4) at “Main menu”",
      "Chose the language: Russian",
      "Criteria set at “Main menu”: priority +5, greek from level 3, preferably Anna",
      "Was told: place 2, 1 to 3 min to wait",
      "Was told: Main menu",
      "Left Support with the key 1, to “After hours”",
      "Nobody serves sales now, goes on to “Support”",
      "The outside number did not take the call: busy",
      "The menu ended: The menu came to its end",
      "The message is taken",
    ],
  );
});

test("every fact of a call that a screen shows has words", () => {
  const kinds = readFileSync(FACTS, "utf8").split("CallFact = (")[1]?.split(")")[0] ?? "";
  const names = [...kinds.matchAll(/\w+/g)].map((found) => found[0]);
  assert.ok(names.length > 20);
  const untold = names.filter(
    (type) => timeline(call, [step(1, 0, { type })], words)[0]?.text === type,
  );
  assert.deepEqual(untold, []);
});
