/** What happened to a caller in the plan's flow and in its queues, in plain words. */
import type { Fact } from "../../api/words";
import { endWords, type Teller, type Words } from "./timeline";

const nodeOf = (fact: Fact, w: Words): string => w.node(fact.node ?? "");

/** A node or a queue: the two share one set of names. */
function targetOf(fact: Fact, w: Words): string {
  const name = fact.to ?? "";
  const queue = w.queue(name);
  return queue === name ? w.node(name) : queue;
}

function digitsOf(fact: Fact, w: Words): string {
  const digits = fact.pii_digits ?? "";
  if (digits) return w.t("fact.digits", { digits, node: nodeOf(fact, w) });
  return w.t("fact.digits_hidden", { n: fact.length ?? 0, node: nodeOf(fact, w) });
}

function criteriaOf(fact: Fact, w: Words): string {
  const node = nodeOf(fact, w);
  const what = [
    ...(fact.priority ? [w.t("fact.priority", { n: fact.priority })] : []),
    ...(fact.needs ?? []).map(([skill, level]) => w.t("fact.skill", { skill, level })),
    ...(fact.preferred ? [w.t("fact.preferred", { operator: w.operator(fact.preferred) })] : []),
  ];
  if (what.length === 0) return w.t("fact.criteria_none", { node });
  return w.t("fact.criteria", { node, what: what.join(", ") });
}

function announcedOf(fact: Fact, w: Words): string {
  const { place, from_min: from, to_min: to } = fact;
  const what: string[] = [];
  if (place) what.push(w.t("fact.announced_place", { n: place }));
  if (to && from) what.push(w.t("fact.announced_range", { from, to }));
  else if (to) what.push(w.t("fact.announced_under", { to }));
  if (what.length === 0) what.push(...(fact.prompts ?? []).map(w.node));
  return w.t("fact.announced", { what: what.join(", ") });
}

/** A word that an older or newer version states is shown as it is. */
const known = <T extends string>(words: readonly T[], word: string | undefined): T | undefined =>
  words.find((each) => each === word);

const faults = ["missing", "wrong", "dismissed"] as const;
const kinds = ["blocked", "vip", "known", "unknown"] as const;
const found = ["found", "missing", "failed"] as const;
const exits = ["key", "too_long", "too_many", "ratio", "nobody", "closed"] as const;

export const flowTellers: Record<string, Teller> = {
  NodeEntered: (fact, w) => w.t("fact.came_to", { node: nodeOf(fact, w) }),
  InputFailed: (fact, w) =>
    w.t(`fact.input_${known(faults, fact.fault) ?? "wrong"}`, { node: nodeOf(fact, w) }),
  KeyChosen: (fact, w) => w.t("fact.key", { key: fact.key ?? "", node: targetNode(fact, w) }),
  DigitsCollected: digitsOf,
  LanguageChosen: (fact, w) => w.t("fact.language", { language: w.tongue(fact.language ?? "") }),
  CallerRecognised: (fact, w) => w.t(`fact.recognised_${known(kinds, fact.kind) ?? "unknown"}`),
  CustomerLookedUp: (fact, w) =>
    w.t(`fact.looked_up_${known(found, fact.result) ?? "failed"}`, { source: fact.source ?? "" }),
  CriteriaSet: criteriaOf,
  SurveyAnswered: (fact, w) =>
    w.t("fact.survey", { answer: fact.answer ?? "", question: w.node(fact.question ?? "") }),
  MessageStarted: (_, w) => w.t("fact.message_started"),
  MessageTaken: (_, w) => w.t("fact.message_taken"),
  CallbackAsked: (fact, w) => w.t("fact.callback_asked", { number: fact.pii_number ?? "" }),
  QueueChosen: (fact, w) => w.t("fact.queue_chosen", { queue: w.queue(fact.queue ?? "") }),
  OutsideChosen: (fact, w) => w.t("fact.outside_chosen", { number: fact.pii_number ?? "" }),
  OutsideConnected: (_, w) => w.t("fact.outside_connected"),
  OutsideFailed: (fact, w) => w.t("fact.outside_failed", { why: w.t(`result.${resultOf(fact)}`) }),
  FlowEnded: (fact, w) => w.t("fact.flow_ended", { reason: endWords(fact, w) }),
  QueueLeft: (fact, w) =>
    w.t(`exit.${known(exits, String(fact.why ?? "")) ?? "closed"}`, {
      queue: w.queue(fact.queue ?? ""),
      to: targetOf(fact, w),
      key: fact.key ?? "",
    }),
  Announced: announcedOf,
  IncidentHeard: (fact, w) => w.t("fact.incident", { prompt: w.node(fact.prompt ?? "") }),
  TalkEnded: (fact, w) => w.t("fact.talk_ended", { operator: w.operator(fact.operator ?? "") }),
};

/** A key is pressed at a node, or in the queue in which the caller waits. */
function targetNode(fact: Fact, w: Words): string {
  const queue = w.queue(fact.node ?? "");
  return queue === fact.node ? nodeOf(fact, w) : queue;
}

const results = [
  "accepted",
  "declined",
  "busy",
  "timed_out",
  "unreachable",
  "withdrawn",
  "failed",
] as const;

const resultOf = (fact: Fact) => known(results, fact.result) ?? "failed";
