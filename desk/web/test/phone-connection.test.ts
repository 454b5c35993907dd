import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ApiError } from "../src/api/http";
import { Connection } from "../src/phone/connection";
import type { Credentials, LineLike, LineListener, Session } from "../src/phone/ports";

const HOUR_MS = 3_600_000;
/** Longer than the longest pause between two attempts. */
const PAUSE_MS = 10_000;

/** A server that gives credentials, and a line that writes down what it is asked for. */
class World {
  readonly did: string[] = [];
  readonly troubles = new Set<string>();
  given = 0;
  user = "web-101";
  hours = 15;
  failure: Error | null = null;
  listener: LineListener | null = null;
  readonly ended: string[] = [];
  readonly connection = new Connection({
    server: {
      credentials: () => this.credentials(),
      takeBack: () => Promise.resolve(),
      leaving: () => undefined,
    },
    openLine: (credentials, listener) => {
      this.did.push(`open ${credentials.user} ${credentials.password}`);
      this.listener = listener;
      return Promise.resolve(this.line());
    },
    invited: (session) => void this.did.push(`invited ${session.call}`),
    ended: (state) => void this.ended.push(state),
    trouble: (kind, isThere) => {
      if (isThere) this.troubles.add(kind);
      else this.troubles.delete(kind);
    },
  });

  private credentials(): Promise<Credentials> {
    if (this.failure) return Promise.reject(this.failure);
    this.given += 1;
    return Promise.resolve({
      user: this.user,
      password: `p${this.given}`,
      domain: "callwright.invalid",
      path: "/sip",
      expires_at: new Date(Date.now() + this.hours * HOUR_MS).toISOString(),
      ice_servers: [],
      echo: "*9",
    });
  }

  private line(): LineLike {
    return {
      connect: () => void this.did.push("connect"),
      register: () => void this.did.push("register"),
      usePassword: (password) => void this.did.push(`password ${password}`),
      close: () => void this.did.push("close"),
      dialEcho: () => assert.fail("no call was asked for"),
    };
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A phone that is registered, with nothing written down yet. */
async function registered(t: TestContext): Promise<World> {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const world = new World();
  world.connection.start();
  await settled();
  world.listener?.registered();
  assert.equal(world.connection.state.value, "registered");
  assert.deepEqual(world.did.splice(0), ["open web-101 p1"]);
  return world;
}

test("a lost connection comes back by itself, with the password that is still good", async (t) => {
  const world = await registered(t);
  world.listener?.closed(1006);
  assert.equal(world.connection.state.value, "lost");
  assert.equal(world.connection.registeredSince, null);
  t.mock.timers.tick(PAUSE_MS);
  await settled();
  assert.deepEqual(world.did, ["connect"]);
  world.listener?.registered();
  assert.equal(world.connection.state.value, "registered");
});

test("a password that runs out is asked for anew before it is used again", async (t) => {
  const world = await registered(t);
  t.mock.timers.tick(15 * HOUR_MS - 30_000);
  world.listener?.closed(1006);
  t.mock.timers.tick(PAUSE_MS);
  await settled();
  assert.deepEqual(world.did, ["password p2", "connect", "register"]);
});

test("a refusal gets a new password, and many of them are told", async (t) => {
  const world = await registered(t);
  for (let i = 2; i <= 4; i += 1) {
    assert.equal(world.troubles.size, 0);
    world.listener?.refused();
    t.mock.timers.tick(PAUSE_MS);
    await settled();
    assert.deepEqual(world.did.splice(0), [`password p${i}`, "connect", "register"]);
  }
  assert.deepEqual([...world.troubles], ["wrong_credentials"]);
  world.listener?.registered();
  assert.equal(world.troubles.size, 0);
  world.listener?.closed(1006);
  t.mock.timers.tick(PAUSE_MS);
  await settled();
  assert.deepEqual(world.did, ["connect"]);
});

test("another extension gets another line", async (t) => {
  const world = await registered(t);
  world.user = "web-102";
  world.listener?.closed(1012);
  t.mock.timers.tick(PAUSE_MS);
  await settled();
  assert.deepEqual(world.did, ["close", "open web-102 p2"]);
});

test("a phone that another browser has taken stays away until it is asked for", async (t) => {
  const world = await registered(t);
  world.listener?.closed(4409);
  assert.equal(world.connection.state.value, "taken");
  assert.deepEqual(world.ended, ["taken"]);
  t.mock.timers.tick(HOUR_MS);
  await settled();
  assert.deepEqual(world.did, ["close"]);
  world.connection.start();
  await settled();
  assert.deepEqual(world.did, ["close", "open web-101 p2"]);
});

test("what a line says after the phone stopped changes nothing", async (t) => {
  const world = await registered(t);
  const late = world.listener;
  world.connection.stop("off");
  late?.registered();
  late?.closed(1006);
  let busy = 0;
  late?.invited({ call: "c1", refuseAsBusy: () => (busy += 1) } as unknown as Session);
  t.mock.timers.tick(PAUSE_MS);
  await settled();
  assert.equal(world.connection.state.value, "off");
  assert.deepEqual(world.did, ["close"]);
  assert.equal(busy, 1);
});

test("waking up tries at once, and asks a connection that seems well", async (t) => {
  const world = await registered(t);
  world.connection.wake();
  assert.deepEqual(world.did.splice(0), ["register"]);
  world.listener?.closed(1006);
  world.connection.wake();
  t.mock.timers.tick(0);
  await settled();
  assert.deepEqual(world.did, ["connect"]);
});

test("whoever has no extension is told, and who is signed out is not asked again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const world = new World();
  world.failure = new ApiError(409, "no_extension", "No extension.");
  world.connection.start();
  await settled();
  assert.equal(world.connection.state.value, "lost");
  assert.deepEqual([...world.troubles], ["not_allowed"]);
  world.failure = new ApiError(401, "signed_out", "Sign in.");
  t.mock.timers.tick(PAUSE_MS);
  await settled();
  assert.equal(world.connection.state.value, "off");
  assert.deepEqual(world.ended, ["off"]);
  t.mock.timers.tick(HOUR_MS);
  await settled();
  assert.equal(world.given, 0);
});

test("a server that cannot be reached is asked again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const world = new World();
  world.failure = new ApiError(0, "unreachable", "Away.");
  world.connection.start();
  await settled();
  assert.equal(world.connection.state.value, "lost");
  assert.equal(world.troubles.size, 0);
  world.failure = null;
  t.mock.timers.tick(PAUSE_MS);
  await settled();
  assert.deepEqual(world.did, ["open web-101 p1"]);
});
