import assert from "node:assert/strict";
import { test } from "node:test";
import { type BoardView, type Stories, judge } from "../src/phone/reconcile";

const talking: BoardView = { inCall: "c1", state: "talking" };
const quiet: BoardView = { inCall: null, state: null };
const session = { call: "c1", ringing: false };
const plain: Stories = {
  now: 10_000,
  board: talking,
  boardSince: 0,
  session: null,
  registeredSince: 0,
  endedAt: null,
  askedAt: null,
  strangeSince: null,
};
const deed = (change: Partial<Stories>) => judge({ ...plain, ...change }).deed;

test("a call that this page has lost is asked for once an INVITE had its time", () => {
  assert.equal(deed({}), "take_back");
  assert.equal(deed({ registeredSince: 9_701 }), "none");
  assert.equal(deed({ registeredSince: 9_700 }), "take_back");
  assert.equal(deed({ boardSince: 9_900 }), "none");
});

test("a call is asked for at most once a second, and without a registration never", () => {
  assert.equal(deed({ askedAt: 9_001 }), "none");
  assert.equal(deed({ askedAt: 9_000 }), "take_back");
  assert.equal(deed({ registeredSince: null }), "none");
});

test("while time alone may decide, it is looked at again", () => {
  assert.equal(judge({ ...plain, registeredSince: 9_900 }).again, true);
  assert.equal(judge({ ...plain, askedAt: 9_900 }).again, true);
  assert.equal(judge({ ...plain, registeredSince: null }).again, false);
  assert.equal(judge({ ...plain, session }).again, false);
});

test("nothing is missed where the operator's phone is not in the call", () => {
  for (const state of ["dialling", "connecting", "outside", "transferring", "ended", null]) {
    assert.equal(deed({ board: { inCall: "c1", state } }), "none", String(state));
  }
  assert.equal(deed({ board: quiet }), "none");
  assert.equal(deed({ board: { inCall: "c1", state: "recovering" } }), "take_back");
});

test("a call that ended here is not called back before the board can know", () => {
  assert.equal(deed({ endedAt: 7_001 }), "none");
  assert.equal(deed({ endedAt: 7_000 }), "take_back");
});

test("a board that is not live decides nothing", () => {
  const verdict = judge({ ...plain, board: null, session, strangeSince: 1 });
  assert.deepEqual(verdict, { deed: "none", strangeSince: null, again: false });
  assert.equal(deed({ board: null }), "none");
});

test("a call that the board does not know ends here after three seconds", () => {
  const first = judge({ ...plain, board: quiet, session });
  assert.deepEqual(first, { deed: "none", strangeSince: 10_000, again: true });
  assert.equal(deed({ board: quiet, session, strangeSince: 7_001 }), "none");
  assert.equal(deed({ board: quiet, session, strangeSince: 7_000 }), "end");
  const other = { ...talking, inCall: "c2" };
  assert.equal(deed({ board: other, session, strangeSince: 1 }), "end");
});

test("a call without a name is left alone", () => {
  assert.equal(deed({ session: { call: "", ringing: false }, strangeSince: 1 }), "none");
});

test("a call that the board knows again is strange no more", () => {
  assert.equal(judge({ ...plain, session, strangeSince: 8_000 }).strangeSince, null);
});

test("a ringing call is judged only by a board that says what rings", () => {
  const rings = { call: "c1", ringing: true };
  assert.equal(deed({ board: quiet, session: rings, strangeSince: 1 }), "none");
  const told = { ...quiet, ringing: "c1" };
  assert.equal(deed({ board: told, session: rings, strangeSince: 1 }), "none");
  assert.equal(deed({ board: told, session, strangeSince: 1 }), "none");
  const silent = { ...quiet, ringing: null };
  assert.equal(deed({ board: silent, session: rings, strangeSince: 1 }), "end");
});
