import assert from "node:assert/strict";
import { test } from "node:test";
import { between, sampleOf } from "../src/phone/health";
import { loudness } from "../src/phone/meter";

const inbound = { type: "inbound-rtp", kind: "audio", packetsReceived: 90, packetsLost: 10 };
const pair = { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.004 };

test("the other side's report of the journey counts before the path's own", () => {
  const remote = { type: "remote-inbound-rtp", kind: "audio", roundTripTime: 0.12 };
  assert.equal(sampleOf([remote, inbound, pair]).roundTripMs, 120);
  assert.equal(sampleOf([inbound, pair]).roundTripMs, 4);
  assert.equal(sampleOf([inbound, { ...pair, nominated: false }]).roundTripMs, null);
});

test("counts are those of the sound that comes in", () => {
  const video = { ...inbound, kind: "video", packetsReceived: 7 };
  const sample = sampleOf([{ ...inbound, jitter: 0.0125 }, video, { type: "codec" }]);
  assert.deepEqual(sample, { received: 90, lost: 10, jitterMs: 12.5, roundTripMs: null });
});

test("loss is that of the last interval only", () => {
  const before = { received: 1_000, lost: 500, jitterMs: 1, roundTripMs: 1 };
  const after = { received: 1_075, lost: 525, jitterMs: 2, roundTripMs: 3 };
  assert.deepEqual(between(before, after), { lossShare: 0.25, jitterMs: 2, roundTripMs: 3 });
  assert.equal(between(null, after).lossShare, 525 / 1_600);
});

test("without a packet nothing is said of loss, and late packets are no loss", () => {
  const same = { received: 5, lost: 5, jitterMs: null, roundTripMs: null };
  assert.equal(between(same, same).lossShare, null);
  assert.equal(between(same, { ...same, received: 10, lost: 3 }).lossShare, 0);
});

test("silence is 0, and speech fills the scale without leaving it", () => {
  assert.equal(loudness(new Float32Array(64)), 0);
  assert.equal(loudness(new Float32Array(64).fill(1)), 1);
  assert.ok(Math.abs(loudness(new Float32Array(64).fill(0.1)) - 0.4) < 1e-6);
});
