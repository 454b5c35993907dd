import assert from "node:assert/strict";
import { test } from "node:test";
import { labelsOf, pathOf, tipOf } from "../src/pages/plan/flow/draw";
import { layout, type Link } from "../src/pages/plan/flow/layout";
import { BOX_H, BOX_W } from "../src/pages/plan/flow/shapes";
import { step } from "../src/pages/plan/flow/steer";

const way = (source: string, target: string, label = ""): Link => ({ source, target, label });
const ids = ["number", "door", "main", "opening", "support", "closed", "end"];
const links = [
  way("number", "door"),
  way("door", "main", "open"),
  way("door", "closed", "closed"),
  way("main", "support", "1"),
  way("main", "support", "otherwise"),
  way("main", "opening", "4"),
  way("opening", "main", "next"),
  way("closed", "end"),
  way("main", "gone", "9"),
];

test("each box stands below all that lead to it; what leads back up is drawn around", () => {
  const { boxes, ways } = layout(ids, links);
  assert.equal(boxes.size, ids.length);
  for (const each of ways) {
    const from = boxes.get(each.source)?.layer ?? 0;
    const to = boxes.get(each.target)?.layer ?? 0;
    assert.equal(each.back, to <= from, `${each.source} > ${each.target}`);
  }
  assert.deepEqual(
    ways.filter((each) => each.back).map((each) => each.source),
    ["opening"],
  );
});

test("two ways between the same boxes are one, with both labels; ways to nowhere are none", () => {
  const { ways } = layout(ids, links);
  assert.deepEqual(
    ways.find((each) => each.source === "main" && each.target === "support")?.labels,
    ["1", "otherwise"],
  );
  assert.equal(
    ways.some((each) => each.target === "gone"),
    false,
  );
});

test("boxes of a layer never touch, and all of them are inside", () => {
  const many = Array.from({ length: 9 }, (_, n) => `leaf${n}`);
  const { boxes, width, height } = layout(
    ["root", ...many, "foot"],
    [
      ...many.map((leaf) => way("root", leaf)),
      ...many.map((leaf) => way(leaf, "foot")),
      way("root", "foot"),
    ],
  );
  const rows = [...boxes.values()];
  for (const a of rows) {
    assert.ok(a.x - BOX_W / 2 >= 0 && a.x + BOX_W / 2 <= width && a.y + BOX_H <= height);
    for (const b of rows) {
      if (a !== b && a.layer === b.layer)
        assert.ok(Math.abs(a.x - b.x) >= BOX_W, `${a.id} ${b.id}`);
    }
  }
});

test("ways that need not cross do not", () => {
  const { boxes } = layout(["a", "b", "x", "y"], [way("a", "y"), way("b", "x")]);
  const x = (id: string) => boxes.get(id)?.x ?? 0;
  assert.equal(x("a") < x("b"), x("y") < x("x"));
});

test("a circle without a beginning, a way to itself and an empty flow are drawn all the same", () => {
  const circle = layout(["a", "b"], [way("a", "b"), way("b", "a"), way("a", "a")]);
  assert.equal(circle.ways.filter((each) => each.back).length, 2);
  assert.deepEqual(layout([], []).ways, []);
});

test("arrow keys follow the ways and stay inside", () => {
  const picture = layout(ids, links);
  assert.equal(step(picture, "", "ArrowDown"), "number");
  assert.equal(step(picture, "number", "ArrowDown"), "door");
  assert.equal(step(picture, "main", "ArrowUp"), "door");
  assert.equal(step(picture, "number", "ArrowUp"), "number");
  const aside = step(picture, "main", "ArrowRight") === "main" ? "ArrowLeft" : "ArrowRight";
  assert.equal(step(picture, "main", aside), "closed");
});

test("a path begins and ends at its boxes, with an arrow at its end", () => {
  const { ways } = layout(ids, links);
  for (const each of ways) {
    assert.match(pathOf(each), /^M[-\d. ]+[CH]/);
    assert.match(tipOf(each), /^M/);
  }
});

test("labels of one row never touch, and keys are told apart from words", () => {
  const long = ["too long", "too many", "closed for today", "nobody there"];
  const { ways } = layout(
    ["a", ...long],
    [...long.map((each) => way("a", each, each)), way("a", "too long", "1")],
  );
  const labels = [...labelsOf(ways, (label) => label).values()];
  assert.deepEqual(labels.find((label) => label.keys.length > 0)?.keys, ["1"]);
  for (const a of labels) {
    for (const b of labels) {
      if (a === b || a.y !== b.y || a.keys.length + b.keys.length > 0) continue;
      assert.ok(
        Math.abs(a.x - b.x) >= ((a.words.length + b.words.length) * 6.2) / 2,
        `${a.words} ${b.words}`,
      );
    }
  }
});

test("a way back avoids the boxes beside it where it can", () => {
  const { boxes, ways } = layout(
    ["a", "b", "c", "d"],
    [way("a", "b"), way("a", "c"), way("a", "d"), way("d", "a")],
  );
  const back = ways.find((each) => each.back);
  const last = boxes.get("d");
  assert.ok(back && last);
  const outer = back.points[1]?.[0] ?? 0;
  for (const box of boxes.values()) {
    if (box.layer === last.layer) assert.ok(Math.abs(outer - box.x) > BOX_W / 2);
  }
});
