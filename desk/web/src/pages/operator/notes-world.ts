/** The keepers of notes: one for the call on the screen, others until their words are saved. */
import { getNotes, putNotes } from "../../api/calls";
import { ApiError } from "../../api/http";
import { NotesKeeper, STORED, type NotesWorld } from "./notes-keeper";

const memory = new Map<string, string>();

/** The browser's own store, or this page's memory where that is forbidden or full. */
const store: NotesWorld["store"] = {
  getItem: (name) => memory.get(name) ?? sessionStorage.getItem(name),
  setItem: (name, text) => {
    memory.set(name, text);
    try {
      sessionStorage.setItem(name, text);
    } catch {
      // Then it lasts until the page is loaded again.
    }
  },
  removeItem: (name) => {
    memory.delete(name);
    sessionStorage.removeItem(name);
  },
};

const world: NotesWorld = {
  get: getNotes,
  put: putNotes,
  failure: (error) => {
    if (!(error instanceof ApiError)) return "away";
    if (error.status === 409) return "changed";
    // The ledger may be a moment behind a call that has just begun.
    if (error.status === 404) return "unknown";
    const { status } = error;
    return status === 0 || status >= 500 || [401, 429].includes(status) ? "away" : "refused";
  },
  after: (ms, deed) => {
    const timer = setTimeout(deed, ms);
    return () => clearTimeout(timer);
  },
  store,
};

const keepers = new Map<string, NotesKeeper>();

export function keeperOf(call: string): NotesKeeper {
  let keeper = keepers.get(call);
  if (!keeper) {
    for (const [id, old] of keepers) if (old.state.value === "saved") keepers.delete(id);
    keeper = new NotesKeeper(call, world);
    keepers.set(call, keeper);
  }
  return keeper;
}

/** The server is back: save at once what waits, also of calls that are over. */
export function flushAll(): void {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(STORED)) keeperOf(name.slice(STORED.length));
  }
  for (const keeper of keepers.values()) keeper.flush();
}
