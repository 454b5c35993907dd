/** What happened in a call, as the journal has it. */
import type { Trace } from "./why";
import type { Moment, OfferResult, Outcome } from "./words";

/** One fact as the journal has it; only the fields that a screen tells of. */
export interface Fact {
  type: string;
  operator?: string;
  queue?: string;
  extension?: string;
  dialled?: string;
  /** Of an offer, of an outside number, or of a look-up. */
  result?: OfferResult | "found" | "missing";
  outcome?: Outcome;
  reason?: string;
  why?: string | string[];
  early?: boolean;
  duration_s?: number;
  priority?: number;
  trace?: Trace;
  node?: string;
  kind?: string;
  by?: string;
  fault?: string;
  tries?: number;
  key?: string;
  to?: string;
  name?: string;
  length?: number;
  pii_digits?: string;
  pii_number?: string;
  language?: string;
  source?: string;
  needs?: [string, number][];
  preferred?: string | null;
  question?: string;
  answer?: number;
  prompt?: string;
  prompts?: string[];
  muted?: boolean;
  codes?: string[];
  place?: number | null;
  from_min?: number | null;
  to_min?: number | null;
}

export interface Step {
  seq: number;
  at: Moment;
  facts: Fact[];
}
