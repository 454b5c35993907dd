/**
 * The check at the start of a shift: can I be heard, will I hear it ring, does sound come back?
 *
 * Signals and deeds only; the page draws it. It is passed once for each sign-in, and one click
 * on `begin` lets the browser play sound from then on.
 */
import { type ReadonlySignal, computed, effect, signal } from "@preact/signals";
import type { Phone } from "./phone";

export const STEPS = ["microphone", "ringer", "notifications", "registered", "echo"] as const;
export type Step = (typeof STEPS)[number];
/** `warned`: not as it should be, and no reason to keep anybody from work. */
export type StepState = "todo" | "running" | "passed" | "warned" | "failed";
export type Steps = Readonly<Record<Step, StepState>>;

/** Speech is well above these; the noise of a quiet room and of an empty line is below. */
export const HEARD_LEVEL = 0.06;
export const ECHO_LEVEL = 0.03;
const KEPT_AS = "callwright.phone.check";

export interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface Check {
  readonly steps: ReadonlySignal<Steps>;
  /** Everything that is needed for a call is there. */
  readonly passed: ReadonlySignal<boolean>;
  /** In a click: starts the phone and listens to the microphone. */
  begin(): void;
  /** In a click: rings for three seconds; then ask whether it was heard. */
  ring(): Promise<void>;
  heardRing(heard: boolean): void;
  /** In a click: asks the browser for notifications. */
  askNotifications(): Promise<void>;
  /** Calls the echo; the person speaks for three seconds and hears itself. */
  echo(): Promise<void>;
  /** Stop listening; what was passed stays so. */
  end(): void;
}

const fresh: Steps = {
  microphone: "todo",
  ringer: "todo",
  notifications: "todo",
  registered: "todo",
  echo: "todo",
};

export function isPassed(steps: Steps): boolean {
  return STEPS.every((step) => steps[step] === "passed" || steps[step] === "warned");
}

/** A mark of this sign-in that tells nothing about its token. */
export function markOf(token: string): string {
  let mark = 0x811c9dc5;
  for (let i = 0; i < token.length; i += 1) {
    mark = Math.imul(mark ^ token.charCodeAt(i), 0x01000193) >>> 0;
  }
  return mark.toString(36);
}

/** What the browser's answer about notifications is to the check. */
export function ofPermission(permission: string | null): StepState {
  if (permission === "granted") return "passed";
  // Denied or impossible: tone and title still tell of a call.
  return permission === "default" ? "todo" : "warned";
}

const permissionNow = (): string | null =>
  typeof Notification === "undefined" ? null : Notification.permission;

/** `signIn` is anything that is another one after another sign-in: the session's token. */
export function openCheck(phone: Phone, signIn: string, kept: Kept = sessionStorage): Check {
  const done = signal(kept.getItem(KEPT_AS) === markOf(signIn));
  const steps = signal<Steps>({ ...fresh, notifications: ofPermission(permissionNow()) });
  let undo: (() => void)[] = [];
  const set = (step: Step, state: StepState) => {
    if (steps.peek()[step] !== state) steps.value = { ...steps.peek(), [step]: state };
  };
  const passed = computed(() => done.value || isPassed(steps.value));
  const end = () => {
    for (const deed of undo.splice(0)) deed();
  };
  const follow = () => {
    const isRegistered = phone.state.value === "registered";
    const problem = phone.problem.value?.kind ?? "";
    const isMicrophone = problem.startsWith("microphone_") && problem !== "microphone_gone";
    if (isMicrophone) set("microphone", "failed");
    else if (phone.level.value >= HEARD_LEVEL) set("microphone", "passed");
    else if (steps.peek().microphone !== "passed") set("microphone", "running");
    const waiting = phone.state.value === "lost" ? "failed" : "running";
    set("registered", isRegistered ? "passed" : waiting);
  };
  const keep = () => {
    if (!isPassed(steps.value)) return;
    done.value = true;
    kept.setItem(KEPT_AS, markOf(signIn));
  };
  return {
    steps,
    passed,
    begin() {
      end();
      void phone.start();
      undo = [phone.listenToMicrophone(), effect(follow), effect(keep)];
    },
    async ring() {
      set("ringer", "running");
      if (!(await phone.tryRinger())) set("ringer", "failed");
    },
    heardRing: (heard) => set("ringer", heard ? "passed" : "failed"),
    async askNotifications() {
      const asked = typeof Notification === "undefined" ? null : Notification.requestPermission();
      const permission = await asked;
      set("notifications", permission === "default" ? "warned" : ofPermission(permission));
    },
    async echo() {
      set("echo", "running");
      const level = await phone.tryEcho();
      set("echo", level !== null && level >= ECHO_LEVEL ? "passed" : "failed");
    },
    end,
  };
}
