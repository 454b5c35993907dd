/**
 * Keeps the phone registered: credentials, the socket, pauses between attempts, waking up.
 *
 * Knows nothing of calls. Passwords are asked for anew when they run out and whenever the
 * server refuses one; a connection that is lost comes back with a growing pause, at once when
 * the machine wakes up or the network is back.
 */
import { signal } from "@preact/signals";
import { ApiError } from "../api/http";
import { backOffMs } from "../live/clock";
import type { PhoneState } from "./phone";
import type { Credentials, LineLike, LineListener, Server, Session } from "./ports";
import type { ProblemKind } from "./problems";

/** The session ended, the name was not ours, the extension changed: the password is no good. */
const NO_LONGER_GOOD = new Set([4401, 4403, 1012]);
const REPLACED = 4409;
/** A password is renewed this long before it runs out. */
const RENEW_BEFORE_MS = 60_000;
const REFUSALS_TOLD = 3;
const STABLE_MS = 10_000;

export interface ConnectionParts {
  readonly server: Server;
  readonly openLine: (credentials: Credentials, listener: LineListener) => Promise<LineLike>;
  readonly invited: (session: Session) => void;
  /** It ended from the other side: another browser has the phone, or the session is over. */
  readonly ended: (state: "off" | "taken") => void;
  readonly trouble: (kind: ProblemKind, isThere: boolean) => void;
}

export class Connection {
  readonly state = signal<PhoneState>("off");
  registeredSince: number | null = null;
  line: LineLike | null = null;
  private credentials: Credentials | null = null;
  private attempt = 0;
  private refusals = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  /** Counts starts and stops, so that what was begun before one ends without effect. */
  private turn = 0;

  constructor(private readonly parts: ConnectionParts) {}

  start(): void {
    this.turn += 1;
    this.attempt = 0;
    this.refusals = 0;
    this.state.value = "connecting";
    void this.connect();
  }

  stop(state: "off" | "taken"): void {
    this.turn += 1;
    clearTimeout(this.retry);
    this.state.value = state;
    this.registeredSince = null;
    const { line } = this;
    this.line = null;
    this.credentials = null;
    line?.close();
  }

  /** The machine woke up or the network changed: do not wait for a timer to find out. */
  wake(): void {
    if (this.state.value === "registered") this.line?.register();
    else if (this.state.value === "lost") this.soon(0);
  }

  private async connect(): Promise<void> {
    const { turn } = this;
    try {
      const asked = this.mustRenew() ? await this.parts.server.credentials() : null;
      if (turn !== this.turn) return;
      if (asked) await this.adopt(asked, turn);
      else this.line?.connect();
    } catch (error) {
      if (turn === this.turn) this.notGiven(error);
    }
  }

  private mustRenew(): boolean {
    const known = this.credentials;
    if (known === null || this.line === null || this.refusals > 0) return true;
    return Date.parse(known.expires_at) - Date.now() < RENEW_BEFORE_MS;
  }

  /** Go on with new credentials, on the line that there is when it is the same user's. */
  private async adopt(given: Credentials, turn: number): Promise<void> {
    const before = this.credentials;
    this.credentials = given;
    this.parts.trouble("not_allowed", false);
    if (this.line && before?.user === given.user && before.domain === given.domain) {
      this.line.usePassword(given.password);
      this.line.connect();
      this.line.register();
      return;
    }
    const old = this.line;
    this.line = null;
    old?.close();
    const line = await this.parts.openLine(given, this.listener(turn));
    if (turn === this.turn) this.line = line;
    else line.close();
  }

  private listener(turn: number): LineListener {
    const current = () => turn === this.turn;
    return {
      registered: () => current() && this.isRegistered(),
      refused: () => current() && this.isRefused(),
      closed: (code) => current() && this.isClosed(code),
      invited: (session) => (current() ? this.parts.invited(session) : session.refuseAsBusy()),
    };
  }

  private isRegistered(): void {
    clearTimeout(this.retry);
    this.refusals = 0;
    this.registeredSince = Date.now();
    this.state.value = "registered";
    this.parts.trouble("wrong_credentials", false);
    this.retry = setTimeout(() => (this.attempt = 0), STABLE_MS);
  }

  private isRefused(): void {
    this.refusals += 1;
    this.parts.trouble("wrong_credentials", this.refusals >= REFUSALS_TOLD);
    this.isLost();
  }

  private isClosed(code: number): void {
    if (code === REPLACED) {
      this.stop("taken");
      this.parts.ended("taken");
      return;
    }
    if (NO_LONGER_GOOD.has(code)) this.credentials = null;
    this.isLost();
  }

  private notGiven(error: unknown): void {
    const status = error instanceof ApiError ? error.status : 0;
    if (status === 401) {
      this.stop("off");
      this.parts.ended("off");
      return;
    }
    this.parts.trouble("not_allowed", status === 403 || status === 404 || status === 409);
    this.isLost();
  }

  private isLost(): void {
    this.registeredSince = null;
    this.state.value = "lost";
    this.soon(backOffMs(this.attempt, Math.random()));
    this.attempt += 1;
  }

  private soon(ms: number): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), ms);
  }
}
