/** The softphone: puts the line, the sound, the ringer and the board's story together. */
import { type ReadonlySignal, computed, effect, signal } from "@preact/signals";
import { Calls } from "./calls";
import { Connection } from "./connection";
import { Media } from "./media";
import { OnePhone } from "./one-phone";
import type { Devices, Health, Phone, PhoneCall, PhoneState } from "./phone";
import type { Server } from "./ports";
import { type PhoneProblem, type ProblemKind, worst } from "./problems";
import type { BoardView } from "./reconcile";
import { type Announcement, Ringer } from "./ringer";
import { whenAwake } from "./wake";
import { Watchman } from "./watchman";

export interface PhoneParts {
  readonly server: Server;
  /** What a notification says of a call that rings while the tab is in the background. */
  readonly announce: (call: PhoneCall) => Announcement;
}

export class Softphone implements Phone {
  readonly state: ReadonlySignal<PhoneState>;
  readonly call: ReadonlySignal<PhoneCall | null>;
  readonly health: ReadonlySignal<Health>;
  readonly problem: ReadonlySignal<PhoneProblem | null>;
  readonly devices: ReadonlySignal<Devices>;
  readonly muted: ReadonlySignal<boolean>;
  readonly level: ReadonlySignal<number>;
  private readonly problems = signal<ReadonlySet<ProblemKind>>(new Set());
  private readonly server: Server;
  private readonly ringer: Ringer;
  private readonly media: Media;
  private readonly calls: Calls;
  private readonly connection: Connection;
  private readonly watchman: Watchman;
  private readonly one: OnePhone;
  /** What to undo when the phone stops; empty while it is off. */
  private undo: (() => void)[] = [];

  constructor(parts: PhoneParts) {
    const trouble = (kind: ProblemKind, isThere: boolean) => this.trouble(kind, isThere);
    this.server = parts.server;
    this.ringer = new Ringer((blocked) => trouble("autoplay_blocked", blocked));
    this.media = new Media(trouble, (id) => this.ringer.setOutput(id));
    this.calls = new Calls(this.media, this.ringer, parts.announce);
    this.connection = new Connection({
      server: parts.server,
      openLine: async (credentials, listener) => {
        const { Line } = await import("./line");
        return new Line(credentials, listener);
      },
      invited: (session) => this.calls.invited(session),
      ended: (state) => (state === "taken" ? this.letGo(state) : void this.stop()),
      trouble,
    });
    this.watchman = new Watchman({
      call: () => this.calls.call.peek(),
      registeredSince: () => this.connection.registeredSince,
      endedAt: () => this.calls.endedAt,
      // The next look asks again, as long as the call is missing.
      takeBack: () => void this.server.takeBack().catch(() => undefined),
      end: () => this.calls.drop(),
    });
    this.one = new OnePhone(
      { request: (name, options, granted) => navigator.locks.request(name, options, granted) },
      (name) => new BroadcastChannel(name),
      { held: () => this.begin(), taken: () => this.letGo("taken") },
    );
    this.state = computed(() => this.connection.state.value);
    this.call = computed(() => this.calls.call.value);
    this.health = computed(() => this.calls.health.value);
    this.problem = computed(() => worst(this.problems.value));
    this.devices = computed(() => this.media.devices.value);
    this.muted = computed(() => this.media.muted.value);
    this.level = computed(() => this.media.level.value);
  }

  start(): Promise<void> {
    const insecure = !window.isSecureContext || !navigator.mediaDevices || !navigator.locks;
    this.trouble("insecure", insecure);
    this.trouble("no_webrtc", !("RTCPeerConnection" in window));
    if (this.problem.peek() !== null || this.undo.length > 0) return Promise.resolve();
    this.connection.state.value = "connecting";
    this.follow();
    this.one.claim();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    for (const deed of this.undo.splice(0)) deed();
    this.letGo("off");
    this.one.leave();
    this.problems.value = new Set();
    return Promise.resolve();
  }

  takeOver(): void {
    if (this.state.peek() !== "taken") return;
    if (this.one.isHeld) this.begin();
    else this.one.takeOver();
  }

  answer(): void {
    void this.calls.answer();
  }

  decline(): void {
    this.calls.decline();
  }

  hangUp(): void {
    this.calls.hangUp(this.state.peek() === "registered");
  }

  sendDigit(digit: string): void {
    this.calls.sendDigit(digit);
  }

  setMuted(muted: boolean): void {
    if (this.call.peek()) this.media.setMuted(muted);
  }

  setMicrophone(id: string): Promise<void> {
    return this.media.choose("microphone", id);
  }

  setSpeaker(id: string): Promise<void> {
    return this.media.choose("speaker", id);
  }

  setRinger(id: string): Promise<void> {
    return this.media.choose("ringer", id);
  }

  reconcile(board: BoardView | null): void {
    // The board is live again: so is the server, and the phone need not wait for its next try.
    if (board && !this.watchman.isTold) this.connection.wake();
    this.watchman.told(board);
  }

  listenToMicrophone(): () => void {
    return this.media.listen();
  }

  tryRinger(): Promise<boolean> {
    return this.ringer.tryOut();
  }

  tryEcho(): Promise<number | null> {
    const { line } = this.connection;
    if (line === null || this.state.peek() !== "registered") return Promise.resolve(null);
    return this.calls.tryEcho(line);
  }

  /** This page is the phone from now on. */
  private begin(): void {
    this.connection.start();
    void this.media.start();
  }

  /** Leave without a hang-up: the server holds the caller until the phone is somewhere again. */
  private letGo(state: "off" | "taken"): void {
    if (this.call.peek()) this.server.leaving();
    // The socket first, so that nothing that ends here can reach the server as a hang-up.
    this.connection.stop(state);
    this.calls.drop();
    this.media.stop();
    this.watchman.rest();
  }

  private follow(): void {
    const hide = () => {
      if (this.state.peek() !== "taken") this.letGo("off");
    };
    const show = (event: PageTransitionEvent) => {
      if (event.persisted && this.state.peek() === "off") void this.stop().then(() => this.start());
    };
    window.addEventListener("pagehide", hide);
    window.addEventListener("pageshow", show);
    this.undo = [
      () => window.removeEventListener("pagehide", hide),
      () => window.removeEventListener("pageshow", show),
      whenAwake(() => this.connection.wake()),
      effect(() => {
        // Both stories may have changed with either.
        void this.call.value;
        if (this.state.value === "registered") this.calls.heard();
        this.watchman.look();
      }),
    ];
  }

  private trouble(kind: ProblemKind, isThere: boolean): void {
    const known = this.problems.peek();
    if (known.has(kind) === isThere) return;
    const kinds = new Set(known);
    if (isThere) kinds.add(kind);
    else kinds.delete(kind);
    this.problems.value = kinds;
  }
}
