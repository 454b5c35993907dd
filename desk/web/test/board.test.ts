import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import type { CallCard, QueueCard } from "../src/api/words";
import { Board, type Message } from "../src/live/board";

const at = "2026-11-22T10:00:00Z";
const unpredicted = { forecast_p50_s: null, forecast_p90_s: null, silent: "" };
const queue = (waiting: number): QueueCard => ({
  queue: "support",
  waiting,
  longest_since: null,
  operators_ready: 1,
  ...unpredicted,
});
const call = (id: string): CallCard => ({
  call: id,
  state: "waiting",
  dialled: "100",
  caller: "+1",
  caller_name: "",
  arrived_at: at,
  since: at,
  queue: "support",
  place_since: at,
  priority: 0,
  ringing: [],
  operator: null,
  recording: false,
  forecast_at: null,
  node: null,
  revision: 0,
  language: "",
  ...unpredicted,
});
const snapshot = (seq: number, epoch = "e"): Message => ({
  type: "snapshot",
  epoch,
  seq,
  at,
  cards: { "queues/support": queue(1), "calls/a": call("a") },
});
const delta = (seq: number, set: Record<string, CallCard | QueueCard> = {}, drop: string[] = []) =>
  ({ type: "delta", seq, at, set, drop }) satisfies Message;

test("a snapshot fills the board and says where it is", () => {
  const board = new Board();
  assert.equal(board.filled.value, false);
  assert.equal(board.take(snapshot(7)), "taken");
  assert.deepEqual(board.reached, { epoch: "e", seq: 7 });
  assert.deepEqual(
    board.calls.value.map((card) => card.call),
    ["a"],
  );
});

test("deltas in order set and drop cards, and count on", () => {
  const board = new Board();
  board.take(snapshot(7));
  assert.equal(board.take(delta(8, { "calls/b": call("b") })), "taken");
  assert.equal(board.take(delta(9)), "taken");
  assert.equal(board.take(delta(10, {}, ["calls/a"])), "taken");
  assert.deepEqual(
    board.calls.value.map((card) => card.call),
    ["b"],
  );
  assert.equal(board.call("a"), undefined);
  assert.equal(board.reached?.seq, 10);
});

test("a gap, a repetition and a delta without a snapshot change nothing and lose the place", () => {
  for (const seq of [6, 7, 9]) {
    const board = new Board();
    board.take(snapshot(7));
    assert.equal(board.take(delta(seq, { "queues/support": queue(9) })), "gap");
    assert.equal(board.queues.value[0]?.waiting, 1);
    assert.equal(board.reached, null);
  }
  assert.equal(new Board().take(delta(1)), "gap");
});

test("a resumed connection goes on, one of another epoch is a gap", () => {
  const board = new Board();
  board.take(snapshot(7));
  assert.equal(board.take({ type: "resumed", epoch: "e", seq: 7, at }), "taken");
  assert.equal(board.take(delta(8)), "taken");
  assert.equal(board.take({ type: "resumed", epoch: "other", seq: 8, at }), "gap");
});

test("a new snapshot removes what it does not name", () => {
  const board = new Board();
  board.take(snapshot(7));
  board.take({ type: "snapshot", epoch: "f", seq: 1, at, cards: { "calls/z": call("z") } });
  assert.deepEqual(
    board.calls.value.map((card) => card.call),
    ["z"],
  );
  assert.equal(board.queues.value.length, 0);
  assert.equal(board.call("a"), undefined);
});

test("a changed card wakes only those who look at it", () => {
  const board = new Board();
  board.take(snapshot(1));
  let calls = 0;
  let queues = 0;
  effect(() => void (board.call("a"), (calls += 1)));
  effect(() => void (board.queues.value, (queues += 1)));
  board.take(delta(2, { "queues/support": queue(5) }));
  assert.equal(calls, 1);
  assert.equal(queues, 2);
});

test("a cleared board knows nothing of the person before", () => {
  const board = new Board();
  board.take(snapshot(7));
  board.clear();
  assert.equal(board.filled.value, false);
  assert.equal(board.reached, null);
  assert.equal(board.calls.value.length, 0);
});
