import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Calls } from "../src/phone/calls";
import type { LineLike, Session, SessionListener } from "../src/phone/ports";

/** A call as the line gives it; what is done to it is written down. */
class FakeSession implements Session {
  readonly leg = "leg";
  readonly from = "+49 30 1234";
  readonly connection = null;
  readonly did: string[] = [];
  listener: SessionListener | null = null;

  constructor(
    readonly call: string,
    readonly atOnce = false,
  ) {}

  listen(listener: SessionListener): void {
    this.listener = listener;
  }

  answer(): void {
    this.did.push("answer");
  }

  decline(): void {
    this.end("decline");
  }

  refuseAsBusy(): void {
    this.end("busy");
  }

  hangUp(): void {
    this.end("hang up");
  }

  drop(): void {
    this.end("drop");
  }

  sendDigit(digit: string): void {
    this.did.push(digit);
  }

  private end(how: string): void {
    this.did.push(how);
    this.listener?.ended(false);
  }
}

/** Ears, mouth and bell that write down what they do. */
class Desk {
  readonly did: string[] = [];
  hasMicrophone = true;
  readonly calls = new Calls(
    {
      speakThrough: () => Promise.resolve(this.hasMicrophone ? ({} as MediaStream) : null),
      hear: () => void this.did.push("hear"),
      silence: () => void this.did.push("silence"),
    },
    {
      start: (told) => void this.did.push(`ring ${told?.title ?? ""}`.trim()),
      stop: () => void this.did.push("no ring"),
    },
    (call) => ({ title: call.call, body: call.from }),
  );

  get state(): string | undefined {
    return this.calls.call.value?.state;
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

async function talking(desk: Desk, call = "c1"): Promise<FakeSession> {
  const session = new FakeSession(call);
  desk.calls.invited(session);
  await desk.calls.answer();
  session.listener?.talking();
  assert.equal(desk.state, "talking");
  return session;
}

test("a call rings until it is answered, and is talked when the line says so", async () => {
  const desk = new Desk();
  const session = new FakeSession("c1");
  desk.calls.invited(session);
  assert.deepEqual(desk.did, ["ring c1"]);
  assert.equal(desk.state, "ringing");
  await desk.calls.answer();
  assert.equal(desk.did.at(-1), "no ring");
  assert.deepEqual([desk.state, session.did], ["answering", ["answer"]]);
  session.listener?.talking();
  assert.equal(desk.state, "talking");
});

test("a call that is to be picked up at once never rings", async () => {
  const desk = new Desk();
  const session = new FakeSession("c1", true);
  desk.calls.invited(session);
  await settled();
  assert.deepEqual(session.did, ["answer"]);
  assert.ok(!desk.did.some((word) => word.startsWith("ring")));
});

test("a second call is refused, unless the server wants it picked up at once", async () => {
  const desk = new Desk();
  const first = await talking(desk);
  const second = new FakeSession("c2");
  desk.calls.invited(second);
  assert.deepEqual(second.did, ["busy"]);
  const back = new FakeSession("c1", true);
  desk.calls.invited(back);
  await settled();
  assert.equal(first.did.at(-1), "drop");
  assert.deepEqual(back.did, ["answer"]);
  assert.equal(desk.calls.call.value?.atOnce, true);
});

test("without a microphone a call rings on, and one to be picked up is given back", async () => {
  const desk = new Desk();
  desk.hasMicrophone = false;
  const rings = new FakeSession("c1");
  desk.calls.invited(rings);
  await desk.calls.answer();
  assert.deepEqual([desk.state, rings.did], ["ringing", []]);
  assert.equal(desk.did.at(-1), "ring");
  desk.calls.decline();
  assert.deepEqual([desk.state, rings.did], [undefined, ["decline"]]);
  const atOnce = new FakeSession("c2", true);
  desk.calls.invited(atOnce);
  await settled();
  assert.deepEqual(atOnce.did, ["decline"]);
});

test("a hang-up that the server cannot hear is silent now and said later", async () => {
  const desk = new Desk();
  const session = await talking(desk);
  desk.calls.hangUp(false);
  assert.equal(desk.did.at(-1), "silence");
  assert.deepEqual([desk.state, session.did], ["talking", ["answer"]]);
  desk.calls.heard();
  assert.deepEqual([desk.state, session.did.at(-1)], [undefined, "hang up"]);
  const next = await talking(desk, "c2");
  desk.calls.heard();
  assert.deepEqual(next.did, ["answer"]);
});

test("a call that ends or is dropped leaves nothing behind", async () => {
  const desk = new Desk();
  const session = await talking(desk);
  assert.equal(desk.calls.endedAt, null);
  session.listener?.ended(true);
  assert.deepEqual([desk.state, desk.calls.endedAt], [undefined, null]);
  const next = await talking(desk, "c2");
  session.listener?.ended(false);
  assert.equal(desk.state, "talking");
  next.listener?.ended(false);
  assert.equal(desk.state, undefined);
  assert.ok(desk.calls.endedAt);
});

test("digits and declines go only where they belong", async () => {
  const desk = new Desk();
  const session = new FakeSession("c1");
  desk.calls.invited(session);
  desk.calls.sendDigit("5");
  await desk.calls.answer();
  session.listener?.talking();
  desk.calls.decline();
  desk.calls.sendDigit("7");
  assert.deepEqual(session.did, ["answer", "7"]);
});

/** A line whose echo is the given session. */
function echoLine(echo: FakeSession): LineLike {
  return {
    connect: () => undefined,
    register: () => undefined,
    usePassword: () => undefined,
    close: () => undefined,
    dialEcho: (_stream, listener) => {
      echo.listen(listener);
      return echo;
    },
  };
}

function withTimers(t: TestContext): void {
  t.mock.timers.enable({ apis: ["setTimeout"] });
}

test("an echo without an answer is over after a while, and shows no call meanwhile", async (t) => {
  withTimers(t);
  const desk = new Desk();
  const echo = new FakeSession("");
  const level = desk.calls.tryEcho(echoLine(echo));
  await settled();
  assert.equal(desk.state, undefined);
  t.mock.timers.tick(60_000);
  assert.equal(await level, null);
  assert.deepEqual(echo.did, ["hang up"]);
});

test("a caller does not wait for the end of an echo", async (t) => {
  withTimers(t);
  const desk = new Desk();
  const echo = new FakeSession("");
  const level = desk.calls.tryEcho(echoLine(echo));
  await settled();
  desk.calls.invited(new FakeSession("c1"));
  assert.equal(await level, null);
  assert.deepEqual([desk.state, echo.did], ["ringing", ["hang up"]]);
  assert.equal(await desk.calls.tryEcho(echoLine(echo)), null);
});
