/** The server's words, as `vocabulary` has them and as the API sends them. */
import type { Step } from "./facts";

export type Role = "operator" | "supervisor" | "manager" | "administrator";
export type Availability = "ready" | "break" | "signed_out";
export type Activity = "idle" | "offered" | "talking" | "holding" | "wrapping_up";
export type PhoneState = "unreachable" | "free" | "busy";
export type CallState =
  | "arriving"
  | "ivr"
  | "waiting"
  | "connecting"
  | "talking"
  | "outside"
  | "dialling"
  | "transferring"
  | "recovering"
  | "ended";
export type Direction = "in" | "out";

export const outcomes = [
  "answered",
  "abandoned",
  "voicemail",
  "callback",
  "transferred",
  "informed",
  "interrupted",
  "refused",
  "unreached",
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
  "left_in_transfer",
  "left_on_hold",
  "operator_lost",
  "callee_busy",
  "callee_declined",
  "callee_silent",
  "callee_unreachable",
  "operator_gave_up",
  "operator_silent",
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
  team: string | null;
  second_factor: boolean;
  /** Nothing else may be done before a second factor is set up. */
  second_factor_wanted: boolean;
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
  /** The queue of the call that it is in or wraps up, and what it has said of it so far. */
  serves?: string | null;
  disposition?: string[];
  /** It is in the call as one who was asked. */
  aside?: boolean;
}

/** A third party of a call: a colleague or an outside number. */
export interface PartyCard {
  state: "ringing" | "talking" | "conference";
  since: Moment;
  operator: string | null;
  number: string;
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
  direction?: Direction;
  /** The last menu of the flow, and the key that was pressed there. */
  menu?: string | null;
  choice?: string;
  /** Since then the caller hears music. */
  held_since?: Moment | null;
  muted?: boolean;
  /** Nothing is written to the recording for a while. */
  paused?: boolean;
  party?: PartyCard | null;
  given_by?: string | null;
  transfers?: number;
  talk_since?: Moment | null;
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

/** What a call may have come to: a tree, chosen down to a leaf. */
export interface Disposition {
  code: string;
  name: string;
  children: Disposition[];
}

export interface PlanQueue {
  queue: string;
  name: string;
  objective: number;
  threshold_s: number;
  dispositions?: Disposition[];
  disposition_required?: boolean;
  wrap_up_s?: number;
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
  /** Whether anybody may call out from here. */
  dialling?: boolean;
  transfer_numbers?: { number: string; name: string }[];
  /** Fields of the centre's own on a customer's card, in the order of the plan. */
  customer_fields?: CustomerField[];
}

export interface CustomerField {
  name: string;
  label: string;
  kind: "text" | "number" | "date" | "choice" | "phone" | "email" | "yes_no";
  choices: string[];
  required: boolean;
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

export type { Fact, Step } from "./facts";

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
