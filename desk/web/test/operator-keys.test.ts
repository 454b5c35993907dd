import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boundBy,
  deeds,
  holderOf,
  ownOf,
  printed,
  refusalOf,
  usual,
} from "../src/pages/operator/bindings";
import { fits, isNumber, sameNumber } from "../src/pages/operator/seek";
import { levelAt, pick } from "../src/pages/operator/tree";

test("the usual keys do not stand in each other's way and none is refused", () => {
  const used = deeds.map((deed) => usual[deed]).filter(Boolean);
  assert.equal(new Set(used).size, used.length);
  assert.deepEqual(used.filter((keys) => refusalOf(keys) !== null), []);
});

test("what the browser or writing needs cannot be bound", () => {
  for (const keys of ["Ctrl+KeyT", "Ctrl+KeyW", "Ctrl+Shift+KeyN", "Ctrl+Digit1", "F5", "F12"]) {
    assert.equal(refusalOf(keys), "browser", keys);
  }
  assert.equal(refusalOf("Alt+F4"), "browser");
  assert.equal(refusalOf("KeyA"), "plain");
  assert.equal(refusalOf("Alt+Digit3"), "picks");
  assert.equal(refusalOf("Alt+Digit0"), null);
  assert.equal(refusalOf("F2"), null);
  assert.equal(refusalOf("Ctrl+KeyM"), null);
});

test("a person's own keys lie over the usual ones, and nonsense is left out", () => {
  const bound = boundBy('{"hold": "Alt+KeyH", "mute": "Ctrl+KeyW", "dial": "", "x": "F2"}');
  assert.equal(bound.hold, "Alt+KeyH");
  assert.equal(bound.mute, usual.mute);
  assert.equal(bound.dial, "");
  assert.deepEqual(ownOf(bound), { hold: "Alt+KeyH", dial: "" });
  for (const broken of [null, "", "{", "7", "[]"]) assert.deepEqual(boundBy(broken), usual);
});

test("keys that are taken are known by whom", () => {
  assert.equal(holderOf(usual, "F8"), "hold");
  assert.equal(holderOf(usual, "Alt+KeyX"), undefined);
  assert.equal(holderOf(usual, ""), undefined);
  assert.deepEqual(printed("Alt+Digit7"), ["Alt", "7"]);
  assert.deepEqual(printed(""), []);
});

const leaf = (code: string) => ({ code, name: code, children: [] });
const tree = [{ code: "order", name: "Order", children: [leaf("new"), leaf("old")] }, leaf("no")];

test("an outcome is picked level by level down to a leaf", () => {
  const top = levelAt(tree, []);
  assert.deepEqual(pick(top, tree[0]!), ["order"]);
  const second = levelAt(tree, ["order"]);
  assert.equal(second.whole, false);
  assert.deepEqual(second.picks.map((each) => each.code), ["new", "old"]);
  assert.deepEqual(pick(second, leaf("old")), ["order", "old"]);
});

test("a chosen outcome can be changed to the one beside it", () => {
  const chosen = levelAt(tree, ["order", "old"]);
  assert.equal(chosen.whole, true);
  assert.deepEqual(pick(chosen, leaf("new")), ["order", "new"]);
  assert.deepEqual(pick(levelAt(tree, ["no"]), tree[0]!), ["order"]);
});

test("codes that the plan no longer has end the way", () => {
  const level = levelAt(tree, ["gone", "old"]);
  assert.deepEqual([level.way.length, level.whole, level.picks.length], [0, false, 2]);
});

test("typing finds by the beginnings of words, by digits and without accents", () => {
  assert.ok(fits("anna", "Anna Markova", "101"));
  assert.ok(fits("mark an", "Anna Markova", "101"));
  assert.ok(fits("nguyen", "Nguyễn Thị Minh Khai"));
  assert.ok(fits("смир", "Ольга Смирнова"));
  assert.ok(fits("10 1", "Warehouse", "+30 10 1111"));
  assert.ok(fits("", "anything"));
  assert.equal(fits("kova", "Anna Markova"), false);
  assert.equal(fits("anna boris", "Anna Markova"), false);
});

test("a number is digits with the usual marks", () => {
  for (const text of ["+44 20 7946 0018", "100", "(030) 90-18"]) assert.ok(isNumber(text), text);
  for (const text of ["12", "anna", "+44 20 x", "", "12345678901234567890123456789012345"]) {
    assert.equal(isNumber(text), false, text);
  }
});

test("two ways of writing a number are one number", () => {
  assert.ok(sameNumber("+44 20 7946 0018", "02079460018"));
  assert.ok(sameNumber("101", "101"));
  assert.equal(sameNumber("101", "201"), false);
  assert.equal(sameNumber("", ""), false);
});
