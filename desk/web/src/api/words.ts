/** The server's words, as `vocabulary` has them and as the API sends them. */
import type { Trace } from "./why";

export type Role = "operator" | "supervisor" | "manager" | "administrator";
export type Availability = "ready" | "break" | "signed_out";
export type Activity = "idle" | "offered" | "talking" | "wrapping_up";
export type PhoneState = "unreachable" | "free" | "busy";
export type CallState =
  "arriving" | "ivr" | "waiting" | "connecting" | "talking" | "outside" | "ended";

export const outcomes = [
  "answered",
  "abandoned",
  "voicemail",
  "callback",
  "transferred",
  "informed",
  "interrupted",
  "refused",
] as const;
export type Outcome = (typeof outcomes)[number];

export const endReasons = [
  "caller_hung_up",
  "operator_hung_up",
  "ended_from_desk",
  "left_in_menu",
  "left_in_greeting",
  "left_in_queue",
  "left_while_connecting",
  "flow_ended",
  "flow_too_long",
  "left_message",
  "callback_asked",
  "outside_ended",
  "left_outside",
  "caller_blocked",
  "unknown_number",
  "line_failed",
  "asterisk_lost",
  "left_while_away",
  "fallback_answered",
  "fallback_left",
  "fallback_message",
] as const;
export type EndReason = (typeof endReasons)[number];

export type OfferResult =
  "accepted" | "declined" | "busy" | "timed_out" | "unreachable" | "withdrawn" | "failed";

/** A moment: ISO 8601 with its offset. */
export type Moment = string;

export interface Me {
  name: string;
  display_name: string;
  roles: Role[];
  extension: string | null;
  csrf: string;
  language: string | null;
}

export interface OperatorCard {
  operator: string;
  name: string;
  extension: string;
  queues: string[];
  availability: Availability;
  reason: string;
  activity: Activity;
  phone: PhoneState;
  since: Moment;
  call: string | null;
  wrap_up_until: Moment | null;
  answered_today: number;
  missed_today: number;
  /** Busy share of the last half hour, 0 to 1; null when neither at work nor ready. */
  occupancy: number | null;
}

export interface CallCard {
  call: string;
  state: CallState;
  dialled: string;
  caller: string;
  caller_name: string;
  arrived_at: Moment;
  since: Moment;
  queue: string | null;
  place_since: Moment | null;
  priority: number;
  ringing: string[];
  operator: string | null;
  recording: boolean;
  /** The wait from `forecast_at` on, or why none is predicted. */
  forecast_p50_s: number | null;
  forecast_p90_s: number | null;
  forecast_at: Moment | null;
  silent: string;
  /** Where the caller is in the flow of the plan's `revision`, and the language it hears. */
  node: string | null;
  revision: number;
  language: string;
}

/** The plan in force and what is switched by hand. */
export interface StandingCard {
  revision: number;
  published_at: Moment | null;
  published_by: string;
  /** Calendars that somebody closed, and until when; null: until opened again. */
  closed: Record<string, Moment | null>;
  incident: string;
  incident_queues: string[];
}

export interface QueueCard {
  queue: string;
  waiting: number;
  longest_since: Moment | null;
  operators_ready: number;
  /** The wait of a caller who would join now, or why none is predicted. */
  forecast_p50_s: number | null;
  forecast_p90_s: number | null;
  silent: string;
}

export interface ServiceLevel {
  variant: string;
  threshold_s: number;
  objective: number;
  value: number | null;
}

export interface TodayCard {
  day: string;
  offered: number;
  answered: number;
  abandoned: number;
  lost: number;
  overflowed: number;
  callbacks: number;
  messages: number;
  service_level: ServiceLevel;
  answer_time_mean_s: number | null;
  answer_time_p90_s: number | null;
}

export interface ServiceCard {
  lines_up: boolean;
  since: Moment;
  why: string;
}

export type Card = OperatorCard | CallCard | QueueCard | TodayCard | ServiceCard | StandingCard;

export interface PlanQueue {
  queue: string;
  name: string;
  objective: number;
  threshold_s: number;
}

export interface Plan {
  number: string;
  queues: PlanQueue[];
  break_reasons: { code: string; name: string }[];
  timezone: string;
  sip_port: number;
  revision: number;
  languages: string[];
  nodes: Record<string, { kind: string; title: string }>;
  calendars: string[];
  incidents: string[];
}

export interface CallRow {
  id: string;
  arrived_at: Moment;
  dialled: string;
  caller: string;
  caller_name: string;
  queue: string | null;
  operator: string | null;
  queued_at: Moment | null;
  answered_at: Moment | null;
  ended_at: Moment | null;
  outcome: Outcome | null;
  end_reason: EndReason | null;
  waited_s: number | null;
  talked_s: number | null;
  offers: number;
  recording: string | null;
  source: string;
}

export interface CallPage {
  calls: CallRow[];
  total: number;
  next_before: string | null;
}

export interface RecordingRow {
  id: string;
  call: string;
  state: "recording" | "storing" | "kept" | "failed";
  started_at: Moment;
  operator: string | null;
  duration_s: number | null;
  size_bytes: number | null;
  why: string | null;
}

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
  place?: number | null;
  from_min?: number | null;
  to_min?: number | null;
}

export interface Step {
  seq: number;
  at: Moment;
  facts: Fact[];
}

export interface CallDetail {
  call: CallRow;
  steps: Step[];
  recording: RecordingRow | null;
}

export interface Peaks {
  buckets: number;
  left: number[];
  right: number[];
  duration_s: number;
}
