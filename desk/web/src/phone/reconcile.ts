/** What to do where the board and this page tell different stories of the operator's call. */

/**
 * What the board says of this phone's operator. `inCall` is the call that it is in, never one
 * that it only wraps up; `state` is that call's state; `ringing` is the call that rings for it,
 * left out by a page that does not say.
 */
export interface BoardView {
  readonly inCall: string | null;
  readonly state: string | null;
  readonly ringing?: string | null;
}

/** Both stories at one moment; all times in milliseconds of this machine. */
export interface Stories {
  readonly now: number;
  readonly board: BoardView | null;
  /** When the board began to tell this call. */
  readonly boardSince: number;
  readonly session: { readonly call: string; readonly ringing: boolean } | null;
  readonly registeredSince: number | null;
  /** When a session here ended as calls end. */
  readonly endedAt: number | null;
  readonly askedAt: number | null;
  /** Since when the session here is one that the board does not know. */
  readonly strangeSince: number | null;
}

export interface Verdict {
  readonly deed: "none" | "take_back" | "end";
  readonly strangeSince: number | null;
  /** Whether time alone may change the verdict. */
  readonly again: boolean;
}

export const INVITE_LIMIT_MS = 300;
export const ASK_EVERY_MS = 1_000;
/** The board needs a moment to learn of a call that ended here. */
export const AFTER_END_MS = 3_000;
export const STRANGE_LIMIT_MS = 3_000;

/** In these states the server gives a call back to the operator's phone. */
const joined = new Set(["talking", "recovering"]);

export function judge(stories: Stories): Verdict {
  const { board, session } = stories;
  if (board === null) return { deed: "none", strangeSince: null, again: false };
  if (session === null) return missing(stories, board);
  if (isKnown(board, session)) return { deed: "none", strangeSince: null, again: false };
  const strangeSince = stories.strangeSince ?? stories.now;
  const over = stories.now - strangeSince >= STRANGE_LIMIT_MS;
  return over
    ? { deed: "end", strangeSince: null, again: false }
    : { deed: "none", strangeSince, again: true };
}

function missing(stories: Stories, board: BoardView): Verdict {
  const { now, registeredSince, endedAt, askedAt } = stories;
  const none = { deed: "none", strangeSince: null } as const;
  const misses = board.inCall !== null && joined.has(board.state ?? "");
  if (!misses || registeredSince === null) return { ...none, again: false };
  const due = Math.max(
    registeredSince + INVITE_LIMIT_MS,
    stories.boardSince + INVITE_LIMIT_MS,
    (endedAt ?? -Infinity) + AFTER_END_MS,
    (askedAt ?? -Infinity) + ASK_EVERY_MS,
  );
  if (now < due) return { ...none, again: true };
  return { deed: "take_back", strangeSince: null, again: true };
}

function isKnown(board: BoardView, session: NonNullable<Stories["session"]>): boolean {
  // A call without a name, as one from a server that gives none, cannot be judged.
  if (session.call === "") return true;
  if (session.call === board.inCall) return board.state !== null && board.state !== "ended";
  if (board.ringing === undefined) return session.ringing;
  return session.call === board.ringing;
}
