import assert from "node:assert/strict";
import { test } from "node:test";
import { ECHO_LEVEL, isPassed, markOf, ofPermission } from "../src/phone/check";
import { inUse, listOf, missing, none } from "../src/phone/devices";
import { ofMicrophone, worst } from "../src/phone/problems";
import { ringSamples, wavOf } from "../src/phone/ring-tone";

const listed = [
  { kind: "audioinput", deviceId: "default", label: "Default" },
  { kind: "audioinput", deviceId: "m1", label: "Headset" },
  { kind: "audiooutput", deviceId: "s1", label: "Headset" },
  { kind: "audiooutput", deviceId: "communications", label: "Communications" },
  { kind: "videoinput", deviceId: "v1", label: "Camera" },
];

test("the worst problem is told", () => {
  const problem = worst(new Set(["ringer_gone", "microphone_denied", "autoplay_blocked"] as const));
  assert.deepEqual(problem, { kind: "microphone_denied" });
  assert.equal(worst(new Set()), null);
});

test("why a microphone does not open is told apart", () => {
  assert.equal(ofMicrophone("NotAllowedError"), "microphone_denied");
  assert.equal(ofMicrophone("NotFoundError"), "microphone_none");
  assert.equal(ofMicrophone("NotReadableError"), "microphone_busy");
  assert.equal(ofMicrophone(""), "microphone_busy");
});

test("devices are listed once, without the browser's own doubles", () => {
  assert.deepEqual(listOf(listed, "audioinput"), [{ id: "m1", name: "Headset" }]);
  assert.deepEqual(listOf(listed, "audiooutput"), [{ id: "s1", name: "Headset" }]);
  const before = [{ kind: "audioinput", deviceId: "", label: "" }];
  assert.deepEqual(listOf(before, "audioinput"), []);
});

test("what was chosen is used while it is there, and missed while it is not", () => {
  const choice = { ...none, microphone: "m1", ringer: "s9" };
  const devices = inUse(listed, choice);
  assert.equal(devices.microphone, "m1");
  assert.equal(devices.ringer, "");
  assert.deepEqual(missing(devices, choice), ["ringer"]);
  assert.deepEqual(missing(inUse(listed, none), none), []);
});

test("the check is passed when each step is, and warnings keep nobody from work", () => {
  const steps = {
    microphone: "passed",
    ringer: "passed",
    notifications: "warned",
    registered: "passed",
    echo: "passed",
  } as const;
  assert.equal(isPassed(steps), true);
  for (const state of ["todo", "running", "failed"] as const) {
    assert.equal(isPassed({ ...steps, echo: state }), false);
  }
  assert.ok(ECHO_LEVEL > 0);
});

test("notifications that are denied are a warning, and those not asked for are to do", () => {
  assert.equal(ofPermission("granted"), "passed");
  assert.equal(ofPermission("denied"), "warned");
  assert.equal(ofPermission("default"), "todo");
  assert.equal(ofPermission(null), "warned");
});

test("the mark of a sign-in is another one for another token and does not hold it", () => {
  assert.notEqual(markOf("token-1"), markOf("token-2"));
  assert.equal(markOf("token-1"), markOf("token-1"));
  assert.ok(markOf("x".repeat(40)).length < 8);
});

test("the ring is a WAV of full length that begins and ends in silence and never clips", () => {
  const samples = ringSamples();
  const file = new DataView(wavOf(samples));
  assert.equal(file.byteLength, 44 + samples.length * 2);
  assert.equal(file.getUint32(4, true), file.byteLength - 8);
  assert.equal(file.getUint32(40, true), samples.length * 2);
  assert.equal(Math.abs(samples[0] ?? 1), 0);
  assert.equal(samples.at(-1), 0);
  const peak = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  assert.ok(peak > 8_000 && peak < 32_767, `${peak}`);
});
