/** Why a call waits and why it came to whom it did, as the API tells it. Empty fields are left out. */
import type { Moment } from "./words";

export type Trigger = "call_arrived" | "call_widened" | "operator_freed" | "together";
export type Silence = "thin_data" | "nobody_serves" | "beyond";
export type Moved = "fewer_operators" | "overtaken" | "longer_talks";

export type Term =
  | "waiting"
  | "priority"
  | "predicted"
  | "late"
  | "handling"
  | "guard"
  | "rank"
  | "fit"
  | "preferred"
  | "speed"
  | "idle"
  | "occupancy"
  | "in_a_row"
  | "scarcity";

export type Rule =
  | "signed_out"
  | "on_break"
  | "phone_unreachable"
  | "phone_busy"
  | "talking"
  | "offered"
  | "wrapping_up"
  | "resting"
  | "not_in_queue"
  | "language"
  | "skill"
  | "delay"
  | "kept_free"
  | "held_for_another";

/** One candidate, a call or an operator: its index and the terms that make it. */
export interface Weighed {
  index: number;
  terms: [Term, number][];
  operator?: string;
  call?: string;
}

export interface Excluded {
  operator: string;
  rule: Rule;
  detail?: string;
  has?: number;
  wants?: number;
}

export interface Trace {
  trigger: Trigger;
  queue: string;
  waited_s: number;
  step: number;
  chosen: Weighed;
  rivals?: Weighed[];
  excluded?: Excluded[];
  more_rivals?: number;
  more_excluded?: number;
}

export interface Forecast {
  p50_s?: number;
  p90_s?: number;
  silent?: Silence;
  moved?: Moved[];
}

export interface WaitExplained {
  type: "WaitExplained";
  call: string;
  queue: string;
  waited_s: number;
  step: number;
  place: number;
  ahead: number;
  excluded?: Excluded[];
  more_excluded?: number;
  forecast?: Forecast;
}

export interface WaitPromised {
  type: "WaitPromised";
  call: string;
  queue: string;
  forecast: Forecast;
}

export interface OfferMade {
  type: "OfferMade";
  call: string;
  operator: string;
  why?: string[];
  trace?: Trace;
}

export type Explained = WaitExplained | WaitPromised | OfferMade;

export interface WhyMoment {
  at: Moment;
  kind: "waiting" | "offer";
  fact: Explained;
  names: Record<string, string>;
}

export interface Why {
  call: string;
  moments: WhyMoment[];
  left_out: number;
}

export interface PromiseTotal {
  promised: number;
  answered: number;
  kept_p90: number | null;
  median_error_s: number | null;
}

export interface PromiseRow extends PromiseTotal {
  queue: string;
  hour: Moment;
}

export interface Promises {
  rows: PromiseRow[];
  all: PromiseTotal;
}
