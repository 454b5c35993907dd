/**
 * The softphone in the page, as a page sees it: signals to show and deeds to ask for.
 *
 * Nothing here draws. `openPhone` in `softphone.ts` makes one; `check.ts` holds the check at the
 * start of a shift.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { PhoneProblem } from "./problems";
import type { BoardView } from "./reconcile";

export type { PhoneProblem, ProblemKind } from "./problems";
export type { BoardView } from "./reconcile";

/** `taken`: another tab has the phone, or another browser took it (close code 4409). */
export type PhoneState = "off" | "connecting" | "registered" | "lost" | "taken";

/** The one call on this phone. `since` is when its state began, in milliseconds of this machine. */
export interface PhoneCall {
  readonly call: string;
  readonly leg: string;
  readonly state: "ringing" | "answering" | "talking";
  /** The server asked to pick it up by itself: it never rings. */
  readonly atOnce: boolean;
  /** Whoever calls, as the server said it: a text from outside, never markup. */
  readonly from: string;
  readonly since: number;
}

/** Of the last two seconds of a talk; all empty between calls. */
export interface Health {
  readonly roundTripMs: number | null;
  /** Packets that did not come, 0 to 1. */
  readonly lossShare: number | null;
  readonly jitterMs: number | null;
}

export interface Device {
  readonly id: string;
  readonly name: string;
}

/** What is plugged in and what of it is in use; an empty id means the system's own choice. */
export interface Devices {
  readonly microphones: readonly Device[];
  /** Speakers and headsets; empty where the browser does not let a page choose. */
  readonly outputs: readonly Device[];
  readonly microphone: string;
  readonly speaker: string;
  readonly ringer: string;
}

export interface Phone {
  readonly state: ReadonlySignal<PhoneState>;
  readonly call: ReadonlySignal<PhoneCall | null>;
  readonly health: ReadonlySignal<Health>;
  readonly problem: ReadonlySignal<PhoneProblem | null>;
  readonly devices: ReadonlySignal<Devices>;
  readonly muted: ReadonlySignal<boolean>;
  /** How loud the microphone is, 0 to 1, while `listenToMicrophone` asked for it. */
  readonly level: ReadonlySignal<number>;
  /** Open the microphone and register. Asks the person for the microphone the first time. */
  start(): Promise<void>;
  /** Let the phone go. A call that is up is left to the server, which holds the caller. */
  stop(): Promise<void>;
  /** Bring the phone, and the call on it, from another tab or browser to this page. */
  takeOver(): void;
  answer(): void;
  decline(): void;
  hangUp(): void;
  /** One of 0-9, *, #, A-D into the call. */
  sendDigit(digit: string): void;
  setMuted(muted: boolean): void;
  setMicrophone(id: string): Promise<void>;
  setSpeaker(id: string): Promise<void>;
  setRinger(id: string): Promise<void>;
  /**
   * What the board says of this operator, at every change of it; `null` while the board is not
   * live. A call that the board knows and this page has lost is asked for again; one that the
   * board no longer knows ends here.
   */
  reconcile(board: BoardView | null): void;
  /** Measure `level` until the returned function is called. */
  listenToMicrophone(): () => void;
  /** Ring for some seconds on the ringer's device, to let the person hear it. */
  tryRinger(): Promise<boolean>;
  /** Call the echo: the loudest that came back in three seconds, 0 to 1; `null`: no connection. */
  tryEcho(): Promise<number | null>;
}
