/**
 * The notes of one call, saved as they are typed.
 *
 * What is typed is in the browser's own store at once and leaves it only when the server has it, so
 * that neither a lost server nor a page that is loaded again costs a word. Two who write at once
 * are told so: the version decides, and nothing is overwritten unseen.
 */
import { signal } from "@preact/signals";
import type { KeptNotes } from "../../api/calls";

export type NotesState = "loading" | "saved" | "typing" | "waiting" | "conflict" | "refused";

/** What a keeper needs of the world. `failure` says what an error means. */
export interface NotesWorld {
  get: (call: string) => Promise<KeptNotes>;
  put: (call: string, text: string, version: number) => Promise<KeptNotes>;
  failure: (error: unknown) => "away" | "changed" | "refused" | "unknown";
  after: (ms: number, deed: () => void) => () => void;
  store: Pick<Storage, "getItem" | "setItem" | "removeItem">;
}

export const SAVE_AFTER_MS = 600;
export const AGAIN_AFTER_MS = 3_000;
/** A call that the server does not know after so many times will not be mine any more. */
export const UNKNOWN_TIMES = 3;
export const STORED = "callwright.notes.";

interface Draft {
  text: string;
  version: number;
}

export function draftOf(stored: string | null): Draft | null {
  try {
    const draft = JSON.parse(stored ?? "null") as Partial<Draft> | null;
    if (typeof draft?.text === "string" && typeof draft.version === "number") {
      return { text: draft.text, version: draft.version };
    }
  } catch {
    // Not ours: there is no draft.
  }
  return null;
}

export class NotesKeeper {
  readonly text = signal("");
  readonly state = signal<NotesState>("loading");
  /** What somebody else wrote meanwhile, while the two differ. */
  readonly theirs = signal<KeptNotes | null>(null);
  private kept: KeptNotes = { text: "", version: 0, saved_at: null, saved_by: null };
  private loaded = false;
  private busy = false;
  private unknown = 0;
  private stop: () => void = () => undefined;

  constructor(
    readonly call: string,
    private readonly world: NotesWorld,
  ) {
    const draft = draftOf(world.store.getItem(STORED + call));
    if (draft) this.text.value = draft.text;
    void this.load(draft);
  }

  /** Somebody typed. */
  type(text: string): void {
    this.text.value = text;
    this.remember();
    if (this.state.value === "conflict") return;
    if (this.loaded) this.state.value = "typing";
    this.plan(SAVE_AFTER_MS, () => this.save());
  }

  /** The server is back, or the call is left: do at once what waits. */
  flush(): void {
    if (this.state.value === "conflict" || this.state.value === "refused") return;
    this.stop();
    void this.save();
  }

  /** Ends a conflict with this text over what the other wrote. */
  settle(text: string): void {
    const theirs = this.theirs.value;
    if (!theirs) return;
    this.kept = theirs;
    this.theirs.value = null;
    this.text.value = text;
    this.state.value = "typing";
    this.remember();
    void this.save();
  }

  private async load(draft: Draft | null): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      this.take(await this.world.get(this.call), draft);
    } catch (error) {
      this.failed(error, () => void this.load(draft));
    } finally {
      this.busy = false;
    }
  }

  private take(kept: KeptNotes, draft: Draft | null): void {
    const first = !this.loaded;
    this.loaded = true;
    this.kept = kept;
    const mine = this.text.value;
    if (first && !draft && mine === "") this.text.value = kept.text;
    if (this.text.value === kept.text) return this.agreed();
    if (draft && draft.version < kept.version && kept.text !== "") return this.differs(kept);
    this.plan(0, () => this.save());
  }

  private async save(): Promise<void> {
    if (this.busy || this.state.value === "conflict") return;
    // What the server has must be known first, also where the first try to ask it failed.
    if (!this.loaded) return this.load(draftOf(this.world.store.getItem(STORED + this.call)));
    const text = this.text.value;
    if (text === this.kept.text) return this.agreed();
    this.busy = true;
    try {
      this.kept = await this.world.put(this.call, text, this.kept.version);
      if (this.text.value === text) this.agreed();
      else this.plan(SAVE_AFTER_MS, () => this.save());
    } catch (error) {
      if (this.world.failure(error) === "changed") await this.compare();
      else this.failed(error, () => void this.save());
    } finally {
      this.busy = false;
    }
  }

  private async compare(): Promise<void> {
    try {
      const kept = await this.world.get(this.call);
      if (kept.text === this.text.value) {
        this.kept = kept;
        this.agreed();
      } else this.differs(kept);
    } catch (error) {
      this.failed(error, () => void this.save());
    }
  }

  private differs(kept: KeptNotes): void {
    this.theirs.value = kept;
    this.state.value = "conflict";
  }

  private failed(error: unknown, again: () => void): void {
    const failure = this.world.failure(error);
    if (failure === "unknown") this.unknown += 1;
    // A caller may leave before anybody talked: then there is nothing to read, nor to save.
    const over = this.unknown >= UNKNOWN_TIMES && this.text.value === "";
    const refused = failure === "refused" || over;
    this.state.value = refused ? "refused" : "waiting";
    if (!refused) this.plan(AGAIN_AFTER_MS, again);
  }

  private agreed(): void {
    this.state.value = "saved";
    this.world.store.removeItem(STORED + this.call);
  }

  private remember(): void {
    const draft: Draft = { text: this.text.value, version: this.kept.version };
    this.world.store.setItem(STORED + this.call, JSON.stringify(draft));
  }

  private plan(ms: number, deed: () => void): void {
    this.stop();
    this.stop = this.world.after(ms, deed);
  }
}
