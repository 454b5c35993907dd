/** Everything that an operator can do here, by name: buttons, keys and the palette share it. */
import { endWrapUp, hangUp } from "../../api/centre";
import * as calls from "../../api/calls";
import { ApiError } from "../../api/http";
import { report, tell } from "../../app/notices";
import { plan } from "../../app/plan";
import { t, type Key } from "../../i18n/catalogue";
import type { Deed } from "./bindings";
import { call, card, dialog, isLive, joined, part, subject, talks } from "./here";
import { kind, mutedHere, own, session, taken } from "./phone-here";
import { outcomeMissing } from "./outcome-state";
import { choose, readyOrBreak } from "./steer";

export interface Act {
  /** The name, which may say what the next press does. */
  name: () => Key;
  /** Whether it makes sense at this moment. */
  can: () => boolean;
  act: () => void;
}

/** Asks the server; without a connection it says so instead of failing late. */
function asks(deed: () => Promise<unknown> | undefined): void {
  if (!isLive.peek()) return tell(t("act.waits"));
  deed()?.catch(report);
}

const ofCall = (deed: (id: string) => Promise<unknown>) => () =>
  asks(() => {
    const id = call.peek()?.call;
    return id === undefined ? undefined : deed(id);
  });

export const held = (): boolean => Boolean(call.value?.held_since);
export const muted = (): boolean => mutedHere.value || Boolean(call.value?.muted);
export const party = () => (part.value === "mine" ? (call.value?.party ?? null) : null);
const consulting = (): boolean => party() !== null && party()?.state !== "conference";

function answer(): void {
  const mine = own.peek();
  if (mine) mine.answer();
  else tell(t("operator.answer_on_phone", { extension: card.peek()?.extension ?? "" }));
}

/** The floor ends the offer; when it cannot be told, the phone here refuses by itself. */
function refuse(): void {
  const name = card.peek()?.operator;
  if (!isLive.peek()) own.peek()?.decline();
  else if (name) calls.decline(name).catch(report);
}

/** With somebody who was asked it means that one, and never the caller. Else the phone here
 * hangs up, even when the server is away; it alone leaves a conference. */
function leave(): void {
  if (consulting() && isLive.peek()) acts.back.act();
  else if (session.peek()) own.peek()?.hangUp();
  else if (part.peek() === "mine") ofCall(hangUp)();
}

/** What is said is cut off here at once, and on the line for everybody to see. */
function mute(): void {
  const wanted = !muted();
  own.peek()?.setMuted(wanted);
  const id = call.peek()?.call;
  if (id && (isLive.peek() || !own.peek())) asks(() => calls.muteCall(id, wanted));
}

function finish(): void {
  const mine = card.peek();
  if (mine?.activity !== "wrapping_up") return;
  asks(() =>
    endWrapUp(mine.operator).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.code !== "disposition_needed") throw error;
      outcomeMissing.value = subject.peek()?.call ?? null;
      focusOn("outcome");
    }),
  );
}

/** Puts the cursor where work goes on. */
export function focusOn(name: "notes" | "outcome" | "customer" | "dial"): void {
  const place = document.querySelector<HTMLElement>(`[data-focus="${name}"]`);
  const wanted = place?.matches("input, textarea, [tabindex]")
    ? place
    : place?.querySelector<HTMLElement>("button, input, textarea");
  wanted?.focus();
}

export const mayDial = (): boolean =>
  Boolean(plan.value?.dialling) &&
  card.value?.activity === "idle" &&
  card.value.phone === "free" &&
  !call.value &&
  !taken.value;

const open = (name: "transfer" | "keypad" | "palette" | "keys" | "check") => () =>
  void (dialog.value = name);
const here = () => !taken.value;

export const acts: Record<Deed, Act> = {
  answer: {
    name: () => "act.answer",
    can: () => part.value === "rings" && here(),
    act: answer,
  },
  decline: {
    name: () => "act.decline",
    can: () => part.value === "rings" && here(),
    act: refuse,
  },
  hang_up: {
    name: () => "operator.hang_up",
    can: () => here() && (joined.value || session.value !== null) && part.value !== "rings",
    act: leave,
  },
  hold: {
    name: () => (held() && !party() ? "act.resume" : "act.hold"),
    can: () => talks.value && here() && !party(),
    act: ofCall((id) => calls.holdCall(id, !held())),
  },
  mute: {
    name: () => (muted() ? "act.unmute" : "act.mute"),
    can: () => here() && joined.value && (talks.value || session.value !== null),
    act: mute,
  },
  transfer: {
    name: () => "act.transfer",
    can: () => talks.value && here() && !party(),
    act: open("transfer"),
  },
  complete: {
    name: () => "act.complete",
    can: () => here() && consulting(),
    act: ofCall((id) => calls.moveConsult(id, "complete")),
  },
  conference: {
    name: () => "act.conference",
    can: () => here() && party()?.state === "talking",
    act: ofCall((id) => calls.moveConsult(id, "conference")),
  },
  back: {
    name: () => (party()?.state === "conference" ? "act.drop_party" : "act.cancel_consult"),
    can: () => here() && party() !== null,
    act: ofCall((id) => calls.moveConsult(id, "cancel")),
  },
  keypad: {
    name: () => "act.keypad",
    can: () => here() && joined.value && session.value !== null,
    act: open("keypad"),
  },
  pause: {
    name: () => (call.value?.paused ? "act.record" : "act.pause"),
    can: () => talks.value && here() && Boolean(call.value?.recording || call.value?.paused),
    act: ofCall((id) => calls.pauseRecording(id, !call.peek()?.paused)),
  },
  ready: {
    name: () => "key.ready_or_break",
    can: () => card.value !== undefined && here(),
    act: () => {
      const mine = card.peek();
      if (mine) readyOrBreak(mine);
    },
  },
  finish: {
    name: () => "operator.finish_wrap_up",
    can: () => card.value?.activity === "wrapping_up",
    act: finish,
  },
  dial: { name: () => "act.dial", can: mayDial, act: () => focusOn("dial") },
  notes: { name: () => "notes.title", can: () => true, act: () => focusOn("notes") },
  customer: { name: () => "customer.title", can: () => true, act: () => focusOn("customer") },
  palette: { name: () => "palette.title", can: () => true, act: open("palette") },
  keys: { name: () => "keys.change", can: () => true, act: open("keys") },
  phone: { name: () => "device.check", can: () => kind.value === "page", act: open("check") },
};

/** Do it if it makes sense now; a key that does nothing is left to nobody else. */
export function perform(deed: Deed): void {
  if (acts[deed].can()) acts[deed].act();
}

/** Call a number out, from the field or from a list. */
export function dialOut(number: string, queue = ""): void {
  const mine = card.peek();
  if (mine) asks(() => calls.dial(mine.operator, number, queue));
}

/** What a menu of states offers, for the palette too. */
export const endShift = (): void => {
  const mine = card.peek();
  if (mine) choose(mine, "signed_out");
};
