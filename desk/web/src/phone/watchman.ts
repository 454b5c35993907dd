/** Holds the board's story against this page's, and looks again while time alone may decide. */
import type { PhoneCall } from "./phone";
import { type BoardView, judge } from "./reconcile";

const EVERY_MS = 100;

export interface Watched {
  call(): PhoneCall | null;
  registeredSince(): number | null;
  endedAt(): number | null;
  takeBack(): void;
  end(): void;
}

export class Watchman {
  private board: BoardView | null = null;
  private boardSince = 0;
  private askedAt: number | null = null;
  private strangeSince: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly watched: Watched) {}

  /** Whether the board is live. */
  get isTold(): boolean {
    return this.board !== null;
  }

  told(board: BoardView | null): void {
    if (board?.inCall !== this.board?.inCall) this.boardSince = Date.now();
    this.board = board;
    this.look();
  }

  look(): void {
    clearTimeout(this.timer);
    const { watched } = this;
    const call = watched.call();
    const now = Date.now();
    const verdict = judge({
      now,
      board: this.board,
      boardSince: this.boardSince,
      session: call && { call: call.call, ringing: call.state === "ringing" },
      registeredSince: watched.registeredSince(),
      endedAt: watched.endedAt(),
      askedAt: this.askedAt,
      strangeSince: this.strangeSince,
    });
    this.strangeSince = verdict.strangeSince;
    if (verdict.deed === "take_back") {
      this.askedAt = now;
      watched.takeBack();
    } else if (verdict.deed === "end") watched.end();
    if (verdict.again) this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  rest(): void {
    clearTimeout(this.timer);
    this.strangeSince = null;
    this.askedAt = null;
  }
}
