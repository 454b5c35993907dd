import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeptNotes } from "../src/api/calls";
import {
  NotesKeeper,
  STORED,
  UNKNOWN_TIMES,
  draftOf,
  type NotesWorld,
} from "../src/pages/operator/notes-keeper";

/** A server with one call's notes, a store, and a clock that moves when it is told to. */
class World implements NotesWorld {
  kept: KeptNotes = { text: "", version: 0, saved_at: null, saved_by: null };
  away = false;
  knows = true;
  asked = 0;
  puts = 0;
  readonly stored = new Map<string, string>();
  private timers: (() => void)[] = [];

  readonly store = {
    getItem: (name: string) => this.stored.get(name) ?? null,
    setItem: (name: string, text: string) => void this.stored.set(name, text),
    removeItem: (name: string) => void this.stored.delete(name),
  };

  readonly get = async (): Promise<KeptNotes> => {
    this.asked += 1;
    if (this.away) throw new Error("away");
    if (!this.knows) throw new Error("unknown");
    return this.kept;
  };

  readonly put = async (_call: string, text: string, version: number): Promise<KeptNotes> => {
    if (this.away) throw new Error("away");
    this.puts += 1;
    if (version !== this.kept.version) throw new Error("changed");
    this.kept = { text, version: version + 1, saved_at: null, saved_by: "anna" };
    return this.kept;
  };

  readonly failure = (error: unknown) => (error as Error).message as "away" | "unknown";

  readonly after = (_ms: number, deed: () => void) => {
    this.timers.push(deed);
    return () => void (this.timers = this.timers.filter((each) => each !== deed));
  };

  /** Let all time pass that somebody waits for, and all answers come. */
  async pass(): Promise<void> {
    for (const deed of this.timers.splice(0)) deed();
    await new Promise((done) => setImmediate(done));
  }

  byOther(text: string): void {
    this.kept = { text, version: this.kept.version + 1, saved_at: null, saved_by: "boris" };
  }
}

async function keeper(world: World): Promise<NotesKeeper> {
  const made = new NotesKeeper("c1", world);
  await world.pass();
  return made;
}

test("what is typed is saved once, when the typing rests", async () => {
  const world = new World();
  const notes = await keeper(world);
  for (const text of ["b", "br", "broken"]) notes.type(text);
  assert.equal(notes.state.value, "typing");
  await world.pass();
  assert.deepEqual([world.kept.text, world.puts, notes.state.value], ["broken", 1, "saved"]);
  assert.equal(world.stored.size, 0);
});

test("while the server is away the words are in the store, and go when it is back", async () => {
  const world = new World();
  const notes = await keeper(world);
  world.away = true;
  notes.type("kept");
  await world.pass();
  assert.equal(notes.state.value, "waiting");
  assert.equal(draftOf(world.stored.get(`${STORED}c1`) ?? null)?.text, "kept");
  world.away = false;
  notes.flush();
  await world.pass();
  assert.deepEqual([world.kept.text, notes.state.value], ["kept", "saved"]);
});

test("a call that stays unknown is not asked for without end", async () => {
  const world = new World();
  world.knows = false;
  const notes = await keeper(world);
  for (let n = 0; n < 10; n += 1) await world.pass();
  assert.deepEqual([notes.state.value, world.asked], ["refused", UNKNOWN_TIMES]);
});

test("words about a call that is not known yet are kept until it is", async () => {
  const world = new World();
  world.knows = false;
  const notes = await keeper(world);
  notes.type("early");
  for (let n = 0; n < 10; n += 1) await world.pass();
  assert.equal(notes.state.value, "waiting");
  world.knows = true;
  for (let n = 0; n < 3; n += 1) await world.pass();
  assert.deepEqual([world.kept.text, notes.state.value], ["early", "saved"]);
});

test("a page that is loaded again goes on with what was not saved", async () => {
  const world = new World();
  world.stored.set(`${STORED}c1`, JSON.stringify({ text: "half a", version: 0 }));
  const notes = new NotesKeeper("c1", world);
  assert.equal(notes.text.value, "half a");
  await world.pass();
  await world.pass();
  assert.equal(world.kept.text, "half a");
});

test("words typed before the server's are here are not lost under them", async () => {
  const world = new World();
  const notes = new NotesKeeper("c1", world);
  notes.type("fast");
  await world.pass();
  await world.pass();
  assert.equal(world.kept.text, "fast");
});

test("two who write at once are told, and nothing is overwritten unseen", async () => {
  const world = new World();
  const notes = await keeper(world);
  notes.type("mine");
  world.byOther("theirs");
  await world.pass();
  assert.equal(notes.state.value, "conflict");
  assert.equal(notes.theirs.value?.text, "theirs");
  assert.equal(world.kept.text, "theirs");
  notes.type("mine and more");
  await world.pass();
  assert.equal(world.kept.text, "theirs");
  notes.settle("theirs\nmine and more");
  await world.pass();
  assert.deepEqual([world.kept.text, notes.state.value], ["theirs\nmine and more", "saved"]);
});

test("a draft that is older than what the server has is a conflict too", async () => {
  const world = new World();
  world.byOther("newer");
  world.stored.set(`${STORED}c1`, JSON.stringify({ text: "older", version: 0 }));
  const notes = await keeper(world);
  assert.equal(notes.state.value, "conflict");
});

test("what another wrote in the same words is no conflict", async () => {
  const world = new World();
  const notes = await keeper(world);
  notes.type("same");
  world.byOther("same");
  await world.pass();
  assert.equal(notes.state.value, "saved");
});

test("what cannot be read in the store is no draft", () => {
  for (const text of [null, "", "{", "3", '{"text": 3, "version": 1}']) {
    assert.equal(draftOf(text), null);
  }
});
