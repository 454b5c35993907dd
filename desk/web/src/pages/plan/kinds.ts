/** The kinds of boxes: their icon, their colour, and the fields of their form. */
import type { IconName } from "./icon";

export const kinds = [
  "menu",
  "say",
  "hours",
  "queue",
  "digits",
  "language",
  "recognise",
  "look_up",
  "criteria",
  "callback",
  "message",
  "transfer",
  "survey",
  "hang_up",
] as const;
export type Kind = (typeof kinds)[number];
export type BoxKind = Kind | "number" | "end";

export const isKind = (word: string): word is BoxKind =>
  word === "number" || word === "end" || kinds.some((kind) => kind === word);

const icons: Record<BoxKind, IconName> = {
  number: "phone",
  menu: "ivr",
  say: "speak",
  hours: "waiting",
  queue: "people",
  digits: "digits",
  language: "globe",
  recognise: "user",
  look_up: "search",
  criteria: "wrap_up",
  callback: "callback",
  message: "message",
  transfer: "outside",
  survey: "star",
  hang_up: "close",
  end: "close",
};

export const iconOf = (kind: string): IconName => (isKind(kind) ? icons[kind] : "help");

/** Five families of colour: entry, speech, choice, knowledge and contact; the end is grey. */
const families: Record<BoxKind, string> = {
  number: "entry",
  menu: "choice",
  say: "speech",
  hours: "choice",
  queue: "crew",
  digits: "choice",
  language: "choice",
  recognise: "choice",
  look_up: "choice",
  criteria: "choice",
  callback: "contact",
  message: "contact",
  transfer: "contact",
  survey: "choice",
  hang_up: "over",
  end: "over",
};

export const familyOf = (kind: string): string => (isKind(kind) ? families[kind] : "choice");

export type FieldType =
  | "prompt"
  | "target"
  | "queue"
  | "operator"
  | "calendar"
  | "outside"
  | "text"
  | "number"
  | "switch"
  | "keys"
  | "tongues"
  | "levels";

export interface FieldSpec {
  name: string;
  type: FieldType;
  optional?: boolean;
  least?: number;
  most?: number;
  /** Takes the whole line. */
  wide?: boolean;
  /** Seldom touched: behind "More". */
  more?: boolean;
}

const f = (name: string, type: FieldType, over: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  type,
  ...over,
});
const say = f("say", "prompt");
const maySay = f("say", "prompt", { optional: true });
const next = f("next", "target");
const mayNext = f("next", "target", { optional: true });
const otherwise = f("otherwise", "target");
const tries = f("tries", "number", { least: 1, most: 10, more: true });
const timeout = f("timeout_s", "number", { least: 1, most: 60, more: true });
const may = (name: string): FieldSpec => f(name, "target", { optional: true });

export const fields: Record<Kind, readonly FieldSpec[]> = {
  say: [say, next, f("whole", "switch", { more: true })],
  menu: [say, f("keys", "keys"), otherwise, tries, timeout],
  digits: [
    say,
    f("name", "text"),
    f("least", "number", { least: 1, most: 40 }),
    f("most", "number", { least: 1, most: 40 }),
    next,
    otherwise,
    f("read_back", "switch"),
    f("sensitive", "switch"),
    tries,
    timeout,
  ],
  hours: [f("hours", "calendar"), f("open", "target"), f("closed", "target"), may("holiday")],
  language: [say, f("keys", "tongues"), next, tries, timeout],
  recognise: [may("blocked"), may("vip"), may("known"), otherwise],
  look_up: [
    f("source", "text"),
    f("key", "text"),
    maySay,
    f("found", "target"),
    f("missing", "target"),
    may("failed"),
    f("timeout_s", "number", { least: 0.2, most: 10, more: true }),
  ],
  criteria: [
    f("priority", "number", { least: 0, most: 100 }),
    f("needs", "levels"),
    f("preferred", "operator", { optional: true }),
    next,
  ],
  queue: [f("queue", "queue"), maySay],
  callback: [
    maySay,
    f("queue", "queue", { optional: true }),
    mayNext,
    may("otherwise"),
    tries,
    timeout,
  ],
  message: [
    maySay,
    f("max_s", "number", { least: 5, most: 900 }),
    f("silence_s", "number", { least: 2, most: 30, more: true }),
    mayNext,
  ],
  transfer: [
    f("number", "outside"),
    maySay,
    f("ring_s", "number", { least: 5, most: 120 }),
    otherwise,
  ],
  survey: [
    say,
    f("question", "text"),
    f("least", "number", { least: 0, most: 9 }),
    f("most", "number", { least: 0, most: 9 }),
    next,
    tries,
    timeout,
  ],
  hang_up: [maySay],
};

export const numberFields: readonly FieldSpec[] = [
  f("person", "queue", { optional: true }),
  f("language", "text", { optional: true }),
  f("music", "text"),
  f("priority", "number", { least: 0, most: 100, more: true }),
  f("last_operator", "switch", { more: true }),
];

export const queueFields: readonly FieldSpec[] = [
  f("name", "text", { wide: true }),
  f("ring_s", "number", { least: 3, most: 120 }),
  f("wrap_up_s", "number", { least: 0, most: 3600 }),
  f("threshold_s", "number", { least: 1, most: 3600 }),
  f("ring_at_once", "number", { least: 1, most: 10, more: true }),
  f("short_abandon_s", "number", { least: 0, most: 60, more: true }),
  f("priority", "number", { least: 0, most: 100, more: true }),
  f("requires", "levels", { more: true }),
];

export const announceFields: readonly FieldSpec[] = [
  f("place", "switch"),
  f("wait", "switch"),
  f("first_s", "number", { least: 0, most: 600 }),
  f("every_s", "number", { least: 10, most: 3600 }),
  f("keys", "prompt", { optional: true }),
];
