/** The one vocabulary of states: which face a card shows, and when a time becomes too long. */
import type { CallCard, CallState, OperatorCard } from "../api/words";

export type Face =
  | "ready"
  | "ringing"
  | "talking"
  | "hold"
  | "wrap_up"
  | "break"
  | "offline"
  | "waiting"
  | "ivr"
  | "outside"
  | "connecting"
  | "missed";

/** What the work imposes is shown before what the operator chose: a call is a fact. */
export function operatorFace(card: Pick<OperatorCard, "activity" | "availability">): Face {
  if (card.activity === "talking") return "talking";
  if (card.activity === "holding") return "hold";
  if (card.activity === "offered") return "ringing";
  if (card.activity === "wrapping_up") return "wrap_up";
  if (card.availability === "ready") return "ready";
  return card.availability === "break" ? "break" : "offline";
}

/** Two are being brought together, for the first time or again. */
const underWay: readonly CallState[] = ["connecting", "dialling", "transferring", "recovering"];

export function callFace(card: CallCard): Face {
  if (card.state === "talking") return card.held_since ? "hold" : "talking";
  if (card.state === "outside") return "outside";
  if (underWay.includes(card.state)) return "connecting";
  if (card.ringing.length > 0) return "ringing";
  return card.state === "waiting" ? "waiting" : "ivr";
}

export type Urgency = "calm" | "soon" | "late";

/** Seconds in a state after which it turns amber, then red. States not named never do. */
export const limits: Partial<Record<Face, readonly [number, number]>> = {
  ringing: [15, 30],
  talking: [600, 1200],
  break: [900, 2700],
  waiting: [20, 60],
  connecting: [5, 15],
  hold: [60, 180],
};

export function urgencyOf(seconds: number, limit: readonly [number, number] | undefined): Urgency {
  if (limit === undefined || seconds < limit[0]) return "calm";
  return seconds < limit[1] ? "soon" : "late";
}

/** A caller's wait is judged by its queue's own promise: amber when missed, red at three times. */
export const waitLimit = (thresholdS: number | undefined): readonly [number, number] | undefined =>
  thresholdS === undefined ? limits.waiting : [thresholdS, thresholdS * 3];

/** From when a call has been waiting for an operator. */
export const waitingSince = (card: CallCard): string => card.place_since ?? card.arrived_at;

/** The caller is, or is being, joined with an operator or an outside number. */
export const inConversation = (card: CallCard): boolean =>
  card.state === "talking" || card.state === "outside" || underWay.includes(card.state);
