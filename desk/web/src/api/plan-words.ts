/** The plan, its draft and its revisions, as the API sends them. */
import type { Moment } from "./words";

/** The way to a value: keys of mappings and positions in lists, from the top. */
export type Place = readonly (string | number)[];

export type Edit =
  | { op: "set"; place: Place; value: unknown }
  | { op: "insert"; place: Place; value: unknown }
  | { op: "remove"; place: Place }
  | { op: "rename"; place: Place; name: string };

export interface Finding {
  place: Place;
  message: string;
  severity: "error" | "warning";
  line: number;
  column: number;
}

/** A prompt in one language: a text to speak, a sound of Asterisk or an uploaded file. */
export type Spoken = string | { text?: string | null; sound?: string | null; file?: string | null };

export interface DayDoc {
  date: string;
  until?: string | null;
  name?: string;
  hours?: string | null;
  like?: string | null;
}

export interface HolidaysDoc {
  country: string;
  subdivision?: string;
  hours?: string;
  except_days?: string[];
}

export interface CalendarDoc {
  week: Record<string, string>;
  holidays?: HolidaysDoc | null;
  days?: DayDoc[];
  timezone?: string;
}

/** A node of the flow; what else stands in it depends on its kind. */
export interface NodeDoc {
  kind: string;
  [field: string]: unknown;
}

export interface NumberDoc {
  number: string;
  queue?: string | null;
  start?: string | null;
  [field: string]: unknown;
}

export interface QueueDoc {
  queue: string;
  name: string;
  operators: "all" | string[];
  waiting?: { [field: string]: unknown } | null;
  [field: string]: unknown;
}

export interface PlanDoc {
  name: string;
  timezone: string;
  languages: string[];
  prompts: Record<string, Record<string, Spoken>>;
  incidents: string[];
  hours: Record<string, CalendarDoc>;
  flow: Record<string, NodeDoc>;
  outside: string[];
  numbers: NumberDoc[];
  queues: QueueDoc[];
}

export interface Draft {
  text: string;
  base: number;
  version: number;
  saved_at: Moment | null;
  saved_by: string;
  findings: Finding[];
  /** Nothing while there are errors. */
  document: PlanDoc | null;
  in_force: number;
}

export interface PictureNode {
  id: string;
  kind: string;
  name: string;
  title: string;
  told: string;
  findings: number[];
}

export interface PictureEdge {
  source: string;
  target: string;
  label: string;
}

export interface Picture {
  nodes: PictureNode[];
  edges: PictureEdge[];
}

export interface Checked {
  findings: Finding[];
  document: PlanDoc | null;
  picture: Picture;
}

export interface Change {
  place: Place;
  before: unknown;
  after: unknown;
  told: string;
}

export interface WeekDay {
  date: string;
  spans: { start: number; until: number }[];
  why: string;
  holiday: boolean;
}

export interface Revision {
  revision: number;
  at: Moment;
  by: string;
  note: string;
  changes: string[];
  rollback_of: number | null;
}

export interface PolicyResult {
  policy: string;
  service_level: number;
  wait_mean_s: number;
  wait_p90_s: number;
  abandonment: number;
}

export interface Difference {
  diff: number;
  ci95: [number, number];
}

export interface ReplayResult {
  policies: PolicyResult[];
  paired: ({ against: string } & Record<string, Difference | string>)[];
}

export interface Replay {
  state: "none" | "running" | "done" | "failed";
  progress: number;
  told: string;
  result: { calls: number; published: ReplayResult; draft: ReplayResult } | null;
}
