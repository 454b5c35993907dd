/**
 * The one call on this phone, from its INVITE to its end, and the echo call of the check.
 *
 * The server decides which call it is: one that is to be picked up by itself takes the place of
 * whatever is here, because the server sends it only where it knows the phone to be free.
 */
import { signal } from "@preact/signals";
import { nothing, watch } from "./health";
import type { Media } from "./media";
import { measure } from "./meter";
import type { Health, PhoneCall } from "./phone";
import type { LineLike, Session, SessionListener } from "./ports";
import type { Announcement, Ringer } from "./ringer";

const ECHO_MS = 3_000;
const ECHO_LIMIT_MS = 10_000;

export class Calls {
  readonly call = signal<PhoneCall | null>(null);
  readonly health = signal<Health>(nothing);
  /** When a call ended as calls end; the board needs a moment to learn of it. */
  endedAt: number | null = null;
  private session: Session | null = null;
  private owesHangUp = false;
  private stopWatching: (() => void) | null = null;
  private endEcho: (() => void) | null = null;

  constructor(
    private readonly media: Pick<Media, "speakThrough" | "hear" | "silence">,
    private readonly ringer: Pick<Ringer, "start" | "stop">,
    private readonly announce: (call: PhoneCall) => Announcement,
  ) {}

  invited(session: Session): void {
    this.endEcho?.();
    if (this.session && !session.atOnce) {
      session.refuseAsBusy();
      return;
    }
    this.drop();
    this.session = session;
    session.listen(this.listener(session));
    const { call, leg, atOnce, from } = session;
    const since = Date.now();
    this.call.value = { call, leg, atOnce, from, since, state: "ringing" };
    if (atOnce) void this.answer();
    else this.ringer.start(this.announce(this.call.value));
  }

  async answer(): Promise<void> {
    const { session } = this;
    if (session === null || this.call.value?.state !== "ringing") return;
    this.ringer.stop();
    this.become("answering");
    const stream = await this.media.speakThrough(() => session.connection);
    if (session !== this.session) return;
    if (stream) session.answer(stream);
    else if (session.atOnce) session.decline();
    else {
      // Without a microphone it rings on, and the problem says what to do.
      this.become("ringing");
      this.ringer.start(null);
    }
  }

  decline(): void {
    if (this.call.value?.state === "ringing") this.session?.decline();
  }

  /**
   * Hang up. While the server cannot be told (`isHeard` false) the talk is silent at once, and
   * it is hung up as soon as `heard` says that the server is there again.
   */
  hangUp(isHeard: boolean): void {
    if (isHeard) this.session?.hangUp();
    else if (this.session) {
      this.owesHangUp = true;
      this.media.silence();
    }
  }

  heard(): void {
    if (this.owesHangUp) this.session?.hangUp();
  }

  sendDigit(digit: string): void {
    if (this.call.value?.state === "talking") this.session?.sendDigit(digit);
  }

  /** End it here without a word: the server decides what becomes of the caller. */
  drop(): void {
    const { session } = this;
    this.over();
    session?.drop();
    this.endEcho?.();
  }

  /** The loudest that came back from the echo, 0 to 1; `null` when no call came about. */
  tryEcho(line: LineLike): Promise<number | null> {
    return new Promise((resolve) => void this.runEcho(line, resolve));
  }

  private async runEcho(line: LineLike, done: (level: number | null) => void): Promise<void> {
    if (this.session || this.endEcho) return done(null);
    let loudest: number | null = null;
    let echo: Session | null = null;
    let stopMeter: (() => void) | null = null;
    let limit: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      if (this.endEcho !== end) return;
      this.endEcho = null;
      clearTimeout(limit);
      stopMeter?.();
      this.media.silence();
      echo?.hangUp();
      done(loudest);
    };
    this.endEcho = end;
    const stream = await this.media.speakThrough(() => echo?.connection ?? null);
    if (this.endEcho !== end) return undefined;
    if (stream === null) return end();
    limit = setTimeout(end, ECHO_LIMIT_MS);
    const hear = (back: MediaStream) => {
      this.media.hear(back);
      stopMeter = measure(back, (level) => (loudest = Math.max(loudest ?? 0, level)));
    };
    const talking = () => {
      clearTimeout(limit);
      limit = setTimeout(end, ECHO_MS);
    };
    echo = line.dialEcho(stream, { talking, ended: end, heard: hear });
    return undefined;
  }

  private listener(session: Session): SessionListener {
    const own = () => session === this.session;
    return {
      talking: () => {
        if (!own()) return;
        this.become("talking");
        const { connection } = session;
        if (connection) {
          this.stopWatching = watch(connection, (health) => (this.health.value = health));
        }
      },
      heard: (stream) => own() && this.media.hear(stream),
      ended: (lost) => {
        if (!own()) return;
        if (!lost) this.endedAt = Date.now();
        this.over();
      },
    };
  }

  private become(state: PhoneCall["state"]): void {
    const known = this.call.value;
    if (known && known.state !== state) this.call.value = { ...known, state, since: Date.now() };
  }

  private over(): void {
    if (this.session === null) return;
    this.session = null;
    this.owesHangUp = false;
    this.call.value = null;
    this.stopWatching?.();
    this.stopWatching = null;
    this.ringer.stop();
    this.media.silence();
  }
}
