/**
 * One phone in a browser: whichever page holds the lock has it, the others are told and wait.
 *
 * A page that waits stands in the queue for the lock, so it becomes the phone by itself when
 * the other page is closed. "Take over" asks the holder to stop; one that does not answer, as
 * a frozen page does not, loses the lock by force.
 */
const NAME = "callwright-phone";
/** A page that is being loaded again finds the lock still held for a moment. */
export const PATIENCE_MS = 500;
export const YIELD_LIMIT_MS = 2_000;

export interface Locks {
  request(
    name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    granted: () => Promise<void>,
  ): Promise<unknown>;
}

/** What pages of one browser say to each other. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

export interface Listener {
  held(): void;
  /** Another page has it: at the first try, or from now on. */
  taken(): void;
}

export class OnePhone {
  private waiting: AbortController | null = null;
  private release: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private channel: Channel | null = null;

  constructor(
    private readonly locks: Locks,
    private readonly openChannel: (name: string) => Channel,
    private readonly listener: Listener,
  ) {}

  get isHeld(): boolean {
    return this.release !== null;
  }

  claim(): void {
    if (this.channel === null) {
      this.channel = this.openChannel(NAME);
      this.channel.onmessage = (event) => {
        if (event.data === "stop" && this.isHeld) this.yield();
      };
    }
    this.queue();
    this.after(PATIENCE_MS, () => this.listener.taken());
  }

  takeOver(): void {
    if (this.isHeld || this.channel === null) return;
    this.channel.postMessage("stop");
    this.after(YIELD_LIMIT_MS, () => {
      this.waiting?.abort();
      this.ask({ steal: true });
    });
  }

  leave(): void {
    clearTimeout(this.timer);
    this.waiting?.abort();
    this.waiting = null;
    this.channel?.close();
    this.channel = null;
    this.letGo();
  }

  private queue(): void {
    this.waiting = new AbortController();
    this.ask({ signal: this.waiting.signal });
  }

  private ask(options: { signal?: AbortSignal; steal?: boolean }): void {
    let own: (() => void) | null = null;
    const granted = () =>
      new Promise<void>((resolve) => {
        clearTimeout(this.timer);
        own = resolve;
        if (this.channel === null) return resolve();
        this.release = resolve;
        this.listener.held();
        return undefined;
      });
    this.locks.request(NAME, options, granted).catch(() => {
      // Withdrawn by ourselves, or taken by force: only the latter finds us holding it.
      if (own !== null && this.release === own) this.yield();
    });
  }

  private yield(): void {
    this.listener.taken();
    this.letGo();
    this.queue();
  }

  private letGo(): void {
    const release = this.release;
    this.release = null;
    release?.();
  }

  private after(ms: number, deed: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.isHeld) deed();
    }, ms);
  }
}
