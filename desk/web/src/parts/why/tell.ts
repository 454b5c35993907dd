/**
 * A call's moments in words. Pure: names and sentences are arguments.
 *
 * The command line says the same with the same sentences (`vocabulary/words/why.py`); both are
 * held against the same examples by their tests.
 */
import type {
  Excluded,
  Explained,
  Forecast,
  OfferMade,
  Term,
  Trace,
  WaitExplained,
  Weighed,
} from "../../api/why";
import type { Key } from "../../i18n/catalogue";
import { clockText } from "../../i18n/format";
import type { Values } from "../../i18n/message";

/** A language, and the names that only the speaker's side knows. */
export interface Speaker {
  language: string;
  t: (key: Key, values?: Values) => string;
  operator: (name: string) => string;
  queue: (name: string) => string;
  call: (id: string) => string;
  /** The name of a language by its tag. */
  tongue: (tag: string) => string;
}

type Names = Pick<Speaker, "t" | "operator" | "call">;

/** Operators who cannot take the call for the same reason. */
export interface Group {
  reason: string;
  names: string[];
}

/** One term of the index: a value for each candidate, none where it has no such term. */
export interface Row {
  word: string;
  values: (number | null)[];
}

/** One moment. The candidates are the columns of `terms`, the chosen one first. */
export interface Told {
  lines: string[];
  excluded: Group[];
  moreExcluded: number;
  candidates: string[];
  terms: Row[];
  sums: number[];
  moreCandidates: number;
}

const EPSILON = 1e-9;
const MOST_RIVALS = 5;
const LONGEST_IN_SECONDS = 90;
/** A term as large as this is no weight but a rule: it goes first. */
export const BEYOND_MEASURE = 10_000;

const ofBoth: readonly Term[] = ["handling", "rank", "fit"];
const ofOperators: readonly Term[] = [
  "preferred",
  "speed",
  "idle",
  "occupancy",
  "in_a_row",
  "scarcity",
];
const betweenOperators = (term: Term): boolean => ofBoth.includes(term) || ofOperators.includes(term);
const betweenCalls = (term: Term): boolean => !ofOperators.includes(term);

const nothing: Omit<Told, "lines"> = {
  excluded: [],
  moreExcluded: 0,
  candidates: [],
  terms: [],
  sums: [],
  moreCandidates: 0,
};

export function tell(fact: Explained, by: Speaker): Told {
  if (fact.type === "WaitExplained") return waiting(fact, by);
  if (fact.type === "WaitPromised") return { ...nothing, lines: promise(fact.forecast, by) };
  return offer(fact, by);
}

function waiting(fact: WaitExplained, by: Speaker): Told {
  const { place, ahead, step, forecast, excluded = [], more_excluded: more = 0 } = fact;
  const values = { queue: by.queue(fact.queue), waited: clockText(fact.waited_s), place, ahead };
  const widened = step ? [by.t("why.widened", { n: step })] : [];
  return {
    ...nothing,
    lines: [
      by.t(fact.waited_s >= 1 ? "why.waiting" : "why.joined", values),
      ...widened,
      ...forecastLines(forecast ?? {}, by),
    ],
    excluded: groups(excluded, fact.queue, by),
    moreExcluded: more,
  };
}

function promise(forecast: Forecast, by: Speaker): string[] {
  const span = spanWords(forecast.p50_s, forecast.p90_s, by);
  if (span !== null) return [by.t("why.promised", { span })];
  const silence = forecast.silent ? [by.t(`why.silence.${forecast.silent}`)] : [];
  return [by.t("why.promised_none"), ...silence];
}

function offer(fact: OfferMade, by: Speaker): Told {
  const { trace } = fact;
  const operator = by.operator(fact.operator);
  if (!trace) {
    const known = (fact.why ?? []).map((reason) => oldReason(reason, by));
    const offered = by.t("why.offered_plain", { operator });
    return { ...nothing, lines: [offered, ...(known.length ? known : [by.t("why.no_trace")])] };
  }
  const { excluded = [], waited_s: waited, queue, step, chosen } = trace;
  const all = ordered(trace);
  const rivals = all.slice(0, MOST_RIVALS);
  const values = { operator, waited: clockText(waited), queue: by.queue(queue) };
  const weighed = [chosen, ...rivals];
  return {
    lines: [
      by.t(waited >= 1 ? "why.offered" : "why.offered_at_once", values),
      by.t(`why.trigger.${trace.trigger}`, { operator }),
      ...(step ? [by.t("why.widened", { n: step })] : []),
      ...decisive(trace, operator, by),
    ],
    excluded: groups(excluded, queue, by),
    moreExcluded: trace.more_excluded ?? 0,
    candidates: [operator, ...rivals.map((rival) => rivalName(rival, by))],
    terms: termRows(weighed, by),
    sums: weighed.map((one) => one.index),
    moreCandidates: (trace.more_rivals ?? 0) + all.length - rivals.length,
  };
}

/** Reasons of journals from before decisions were traced: a word, or a word and a figure. */
export function oldReason(reason: string, by: Pick<Speaker, "t">): string {
  const [word, figure] = reason.split(":");
  if (word === "longest_idle") return by.t("why.longest_idle");
  if (word === "of_free") return by.t("why.of_free", { n: Number(figure) });
  return reason;
}

/** The rivals, those first among whom the choice was: calls when an operator had freed. */
function ordered({ trigger, rivals = [] }: Trace): Weighed[] {
  const isCall = (rival: Weighed) => rival.operator === undefined;
  const calls = rivals.filter(isCall);
  const operators = rivals.filter((rival) => !isCall(rival));
  return trigger === "operator_freed" ? [...calls, ...operators] : [...operators, ...calls];
}

/** What decided against the next best operator, and against the next best call. */
export function decisive(trace: Trace, operator: string, by: Names): string[] {
  const { chosen, trigger, rivals = [] } = trace;
  const otherOperator = rivals.find((one) => one.operator !== undefined);
  const otherCall = rivals.find((one) => one.operator === undefined);
  const lines: string[] = [];
  if (otherOperator) lines.push(...over("operator", chosen, otherOperator, by));
  else if (trigger === "call_arrived" || trigger === "call_widened") {
    lines.push(by.t("why.alone_operator"));
  }
  if (otherCall) lines.push(...over("call", chosen, otherCall, by));
  else if (trigger === "operator_freed") lines.push(by.t("why.alone_call", { operator }));
  return lines;
}

/** Nothing where the rival was worth more: then it was not between these two. */
function over(kind: "operator" | "call", chosen: Weighed, rival: Weighed, by: Names): string[] {
  if (rival.index > chosen.index + EPSILON) return [];
  const name = rivalName(rival, by);
  const term = decisiveTerm(chosen, rival, kind === "operator" ? betweenOperators : betweenCalls);
  if (term === null) return [by.t(`why.tie_${kind}`, { rival: name })];
  return [by.t(`why.over_${kind}`, { rival: name, reason: by.t(`why.for.${term}`) })];
}

/** The one of some terms that speaks most for the chosen one; none when none does. */
function decisiveTerm(chosen: Weighed, rival: Weighed, able: (term: Term) => boolean): Term | null {
  const own = new Map(chosen.terms);
  const other = new Map(rival.terms);
  let best: Term | null = null;
  let most = EPSILON;
  for (const term of new Set([...own.keys(), ...other.keys()])) {
    const gain = (own.get(term) ?? 0) - (other.get(term) ?? 0);
    if (!able(term) || gain <= most) continue;
    most = gain;
    best = term;
  }
  return best;
}

function rivalName(rival: Weighed, by: Names): string {
  if (rival.operator !== undefined) return by.operator(rival.operator);
  return rival.call === undefined ? "–" : by.call(rival.call);
}

function termRows(weighed: readonly Weighed[], by: Speaker): Row[] {
  const columns = weighed.map((one) => new Map(one.terms));
  const names = new Set(columns.flatMap((column) => [...column.keys()]));
  return [...names].map((name) => ({
    word: by.t(`why.term.${name}`),
    values: columns.map((column) => column.get(name) ?? null),
  }));
}

/** Who cannot take the call, those with the same reason together. */
function groups(excluded: readonly Excluded[], queue: string, by: Speaker): Group[] {
  const found = new Map<string, string[]>();
  for (const one of excluded) {
    const reason = ruleWords(one, queue, by);
    found.set(reason, [...(found.get(reason) ?? []), by.operator(one.operator)]);
  }
  return [...found].map(([reason, names]) => ({ reason, names }));
}

function ruleWords(one: Excluded, queue: string, by: Speaker): string {
  const { rule, has = 0 } = one;
  let { detail = "" } = one;
  let wants = String(Math.round(one.wants ?? 0));
  if (rule === "not_in_queue" || rule === "delay") detail = by.queue(detail || queue);
  if (rule === "kept_free") detail = detail ? by.queue(detail) : by.t("why.other_queue");
  if (rule === "language") detail = by.tongue(detail);
  if (rule === "delay") wants = clockText(one.wants ?? 0);
  if (rule === "skill" && !has) return by.t("why.lacks_skill", { detail, wants });
  return by.t(`why.rule.${rule}`, { detail, has: Math.round(has), wants });
}

/** The wait from now on, in a range and in figures, or why there is none. */
function forecastLines(forecast: Forecast, by: Speaker): string[] {
  const { p50_s: half, p90_s: most, silent, moved = [] } = forecast;
  const span = spanWords(half, most, by);
  if (span === null) return [by.t(silent ? `why.silence.${silent}` : "why.forecast_none")];
  const lines = [by.t("why.forecast", { span })];
  if (half !== undefined && most !== undefined) {
    lines.push(by.t("why.forecast_numbers", { p50: clockText(half), p90: clockText(most) }));
  }
  return [...lines, ...moved.map((word) => by.t(`why.moved.${word}`))];
}

/** A range as people say it: "about 2–4 min". None without a prediction. */
export function spanWords(
  half: number | null | undefined,
  most: number | null | undefined,
  by: Pick<Speaker, "t">,
): string | null {
  const high = most ?? half ?? null;
  if (high === null) return null;
  if (high <= 0) return by.t("why.span.over");
  if (high < 10) return by.t("why.span.moment");
  const low = half ?? 0;
  const inSeconds = high <= LONGEST_IN_SECONDS;
  const unit = inSeconds ? "s" : "min";
  const from = inSeconds ? Math.round(low / 5) * 5 : Math.round(low / 60);
  const to = inSeconds ? Math.ceil(high / 5) * 5 : Math.ceil(high / 60);
  if (from < 1) return by.t(`why.span.to_${unit}`, { to });
  if (from >= to) return by.t(`why.span.one_${unit}`, { to });
  return by.t(`why.span.${unit}`, { from, to });
}

/** A term or an index with two decimals: "+0.42", in Russian "+0,42". */
export function figure(value: number, by: Pick<Speaker, "t" | "language">, signed = true): string {
  if (value >= BEYOND_MEASURE) return by.t("why.goes_first");
  const text = (Math.round(Math.abs(value) * 100) / 100).toFixed(2);
  const sign = Number(text) === 0 ? "" : value < 0 ? "−" : signed ? "+" : "";
  return sign + (by.language === "ru" ? text.replace(".", ",") : text);
}
