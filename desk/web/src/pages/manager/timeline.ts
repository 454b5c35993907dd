/** A call's facts in plain words: one line each, only those that tell a person something. */
import type { CallRow, Fact, Step } from "../../api/words";
import type { Key } from "../../i18n/catalogue";
import type { Values } from "../../i18n/message";
import { decisive, oldReason } from "../../parts/why/tell";
import { flowTellers } from "./flow-facts";
import { talkTellers } from "./talk-facts";

/** The words that a line needs and that only the screens know. */
export interface Words {
  t: (key: Key, values?: Values) => string;
  operator: (name: string) => string;
  queue: (name: string) => string;
  node: (name: string) => string;
  tongue: (tag: string) => string;
  call: (id: string) => string;
  length: (seconds: number) => string;
}

export interface Line {
  key: string;
  at: string;
  /** Seconds since the call arrived. */
  afterS: number;
  text: string;
  /** Why it was decided so, as the router said it. */
  why: readonly string[];
}

export type Teller = (fact: Fact, words: Words) => string;

export const operatorOf = (fact: Fact, words: Words): string => words.operator(fact.operator ?? "");

const tellers: Record<string, Teller> = {
  CallArrived: (fact, w) => w.t("fact.arrived", { dialled: fact.dialled ?? "" }),
  CallAnswered: (_, w) => w.t("fact.answered"),
  GreetingStarted: (_, w) => w.t("fact.greeting"),
  ...flowTellers,
  ...talkTellers,
  CallQueued: (fact, w) => w.t("fact.queued", { queue: w.queue(fact.queue ?? "") }),
  CallRequeued: (_, w) => w.t("fact.requeued"),
  OfferMade: (fact, w) =>
    w.t("fact.offered", { operator: operatorOf(fact, w), extension: fact.extension ?? "" }),
  OfferRang: (fact, w) => w.t("fact.rang", { operator: operatorOf(fact, w) }),
  OfferEnded: (fact, w) =>
    w.t(`offer.${fact.result ?? "failed"}` as Key, { operator: operatorOf(fact, w) }),
  CallConnected: (fact, w) => w.t("fact.connected", { operator: operatorOf(fact, w) }),
  CallEnded: (fact, w) => w.t("fact.ended", { reason: endWords(fact, w) }),
  FallbackCallImported: (fact, w) => w.t("fact.fallback", { reason: endWords(fact, w) }),
  WrapUpStarted: (fact, w) => w.t("fact.wrap_up", { operator: operatorOf(fact, w) }),
  WrapUpEnded: (fact, w) => w.t("fact.wrap_up_ended", { operator: operatorOf(fact, w) }),
  RecordingStarted: (_, w) => w.t("fact.recording"),
  RecordingStopped: (_, w) => w.t("fact.recording_stopped"),
  RecordingKept: (fact, w) =>
    w.t("fact.recording_kept", { length: w.length(fact.duration_s ?? 0) }),
  RecordingFailed: (fact, w) => w.t("fact.recording_failed", { why: String(fact.why ?? "") }),
};

export function endWords(fact: Fact, words: Words): string {
  return words.t(`end.${fact.reason ?? ""}` as Key);
}

/** What decided, in short; the whole of it stands in the story beside. */
function whyOf(fact: Fact, words: Words): readonly string[] {
  if (fact.trace) return decisive(fact.trace, operatorOf(fact, words), words);
  // A text belongs to the line itself.
  return Array.isArray(fact.why) ? fact.why.map((reason) => oldReason(reason, words)) : [];
}

/** Said from time to time while a caller waits: part of the story, too much for the line. */
const untold = new Set(["WaitExplained", "WaitPromised"]);

/** All lines of a call in order. A kind of fact that this version does not know shows its name. */
export function timeline(call: CallRow, steps: readonly Step[], words: Words): Line[] {
  const start = Date.parse(call.arrived_at);
  return steps.flatMap((step) =>
    step.facts
      .filter((fact) => !untold.has(fact.type))
      .map((fact, index) => ({
        key: `${step.seq}.${index}`,
        at: step.at,
        afterS: Math.max(0, (Date.parse(step.at) - start) / 1000),
        text: tellers[fact.type]?.(fact, words) ?? fact.type,
        why: whyOf(fact, words),
      })),
  );
}
