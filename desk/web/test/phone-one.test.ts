import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Channel, Locks } from "../src/phone/one-phone";
import { OnePhone, PATIENCE_MS, YIELD_LIMIT_MS } from "../src/phone/one-phone";

/** One lock as browsers keep it: a queue, withdrawal, and taking by force. */
class Browser implements Locks {
  private holder: { reject: (error: Error) => void } | null = null;
  private readonly queue: (() => void)[] = [];
  private readonly channels = new Set<Channel>();

  request(
    _name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    granted: () => Promise<void>,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const grant = () => {
        const own = { reject };
        this.holder = own;
        void granted().then(() => {
          resolve(undefined);
          if (this.holder !== own) return;
          this.holder = null;
          this.queue.shift()?.();
        });
      };
      if (options.steal) {
        this.holder?.reject(new Error("taken"));
        grant();
      } else if (this.holder === null) grant();
      else {
        this.queue.push(grant);
        options.signal?.addEventListener("abort", () => {
          if (this.queue.includes(grant)) this.queue.splice(this.queue.indexOf(grant), 1);
          reject(new Error("withdrawn"));
        });
      }
    });
  }

  channel(deaf: boolean): Channel {
    const all = this.channels;
    const made: Channel = {
      onmessage: null,
      postMessage(data) {
        for (const other of all) {
          if (other !== made) other.onmessage?.({ data } as MessageEvent);
        }
      },
      close: () => void all.delete(made),
    };
    if (!deaf) all.add(made);
    return made;
  }
}

function page(browser: Browser, deaf = false) {
  const told: string[] = [];
  const one = new OnePhone(browser, () => browser.channel(deaf), {
    held: () => told.push("held"),
    taken: () => told.push("taken"),
  });
  return { told, one };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function withTimers(t: TestContext): void {
  t.mock.timers.enable({ apis: ["setTimeout"] });
}

test("the first page has the phone, and the second is told that it is taken", async (t) => {
  withTimers(t);
  const browser = new Browser();
  const [first, second] = [page(browser), page(browser)];
  first.one.claim();
  second.one.claim();
  t.mock.timers.tick(PATIENCE_MS);
  await settled();
  assert.deepEqual(first.told, ["held"]);
  assert.deepEqual(second.told, ["taken"]);
});

test("a page that is loaded again waits for its own old lock without a word", async (t) => {
  withTimers(t);
  const browser = new Browser();
  const [old, fresh] = [page(browser), page(browser)];
  old.one.claim();
  fresh.one.claim();
  t.mock.timers.tick(PATIENCE_MS - 1);
  old.one.leave();
  await settled();
  t.mock.timers.tick(PATIENCE_MS);
  assert.deepEqual(fresh.told, ["held"]);
});

test("whoever takes over gets it until its page is closed", async (t) => {
  withTimers(t);
  const browser = new Browser();
  const [first, second] = [page(browser), page(browser)];
  first.one.claim();
  second.one.claim();
  t.mock.timers.tick(PATIENCE_MS);
  second.one.takeOver();
  await settled();
  assert.deepEqual(first.told, ["held", "taken"]);
  assert.deepEqual(second.told, ["taken", "held"]);
  second.one.leave();
  await settled();
  assert.deepEqual(first.told, ["held", "taken", "held"]);
});

test("a page that does not answer loses the phone by force", async (t) => {
  withTimers(t);
  const browser = new Browser();
  const [frozen, second] = [page(browser, true), page(browser)];
  frozen.one.claim();
  second.one.claim();
  t.mock.timers.tick(PATIENCE_MS);
  second.one.takeOver();
  t.mock.timers.tick(YIELD_LIMIT_MS - 1);
  await settled();
  assert.deepEqual(second.told, ["taken"]);
  t.mock.timers.tick(1);
  await settled();
  assert.deepEqual(second.told, ["taken", "held"]);
  assert.deepEqual(frozen.told, ["held", "taken"]);
  assert.equal(frozen.one.isHeld, false);
});

test("who left is told nothing more, and takes nothing over", async (t) => {
  withTimers(t);
  const browser = new Browser();
  const [first, second] = [page(browser), page(browser)];
  first.one.claim();
  second.one.claim();
  second.one.leave();
  second.one.takeOver();
  t.mock.timers.tick(PATIENCE_MS + YIELD_LIMIT_MS);
  await settled();
  assert.deepEqual(second.told, []);
  assert.equal(first.one.isHeld, true);
});
