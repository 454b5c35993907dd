import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerClock, backOffMs, secondsSince, secondsUntil } from "../src/live/clock";

const at = (ms: number) => new Date(ms).toISOString();

test("the offset is that of the message that travelled least", () => {
  const clock = new ServerClock();
  assert.equal(clock.offsetMs, 0);
  clock.heard(at(100_000), 40_400);
  clock.heard(at(102_000), 42_020);
  clock.heard(at(104_000), 44_900);
  assert.equal(clock.offsetMs, 59_980);
});

test("old samples are forgotten, so a clock that was set right is followed", () => {
  const clock = new ServerClock();
  clock.heard(at(100_000), 40_000);
  for (let i = 0; i < 12; i += 1) clock.heard(at(200_000 + i), 200_050 + i);
  assert.equal(clock.offsetMs, -50);
});

test("a moment that is none is not taken", () => {
  const clock = new ServerClock();
  clock.heard("yesterday", 1);
  assert.equal(clock.offsetMs, 0);
});

test("durations count whole seconds and never run below zero", () => {
  assert.equal(secondsSince(at(10_000), 12_999), 2);
  assert.equal(secondsSince(at(10_000), 9_000), 0);
  assert.equal(secondsUntil(at(10_000), 8_001), 2);
  assert.equal(secondsUntil(at(10_000), 11_000), 0);
});

test("the pause grows, is spread by chance, and has a limit", () => {
  assert.equal(backOffMs(0, 0), 150);
  assert.equal(backOffMs(0, 1), 300);
  assert.equal(backOffMs(3, 1), 2400);
  assert.equal(backOffMs(500, 1), 10_000);
});
