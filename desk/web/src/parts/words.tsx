/** Small pieces of text that every screen shows: states, times, callers, names. */
import type { ComponentChildren } from "preact";
import { board, now } from "../live/live";
import { secondsSince, secondsUntil } from "../live/clock";
import { language, t } from "../i18n/catalogue";
import { clockText, machineDuration, timeText } from "../i18n/format";
import { plan } from "../app/plan";
import { Icon } from "./icon";
import { limits, urgencyOf, type Face } from "./states";

/** A state: icon, word and colour together, and whatever is to stand beside the word. */
export function State(props: { face: Face; word?: string; note?: string; big?: boolean }) {
  const { face, word, note, big } = props;
  return (
    <span class={`state ${face}${big ? " big" : ""}`}>
      <Icon name={face} />
      <span class="clip" title={note || word || undefined}>
        {word || t(`state.${face}`)}
        {note ? <span class="note"> · {note}</span> : null}
      </span>
    </span>
  );
}

/** Time since a moment, counting; amber and red when it is too long for its state. */
export function Elapsed(props: {
  since: string;
  face?: Face;
  limit?: readonly [number, number] | undefined;
}) {
  const seconds = secondsSince(props.since, now.value);
  const urgency = urgencyOf(seconds, props.limit ?? (props.face && limits[props.face]));
  return (
    <time class={`elapsed ${urgency}`} dateTime={machineDuration(seconds)}>
      {clockText(seconds)}
      {urgency === "calm" ? null : <span class="unseen"> {t(`urgency.${urgency}`)}</span>}
    </time>
  );
}

/** Time left until a moment, counting down to nothing. */
export function Left({ until }: { until: string }) {
  const seconds = secondsUntil(until, now.value);
  return (
    <time class={`elapsed ${seconds <= 10 ? "soon" : "calm"}`} dateTime={machineDuration(seconds)}>
      {clockText(seconds)}
    </time>
  );
}

/** A length that does not change any more. */
export function Length({ seconds }: { seconds: number | null }) {
  if (seconds === null) return <span class="muted">–</span>;
  return <time dateTime={machineDuration(seconds)}>{clockText(seconds)}</time>;
}

/** The time of day in the centre's zone. */
export function At({ moment, seconds }: { moment: string; seconds?: boolean }) {
  return (
    <time dateTime={moment}>
      {timeText(language(), moment, plan.value?.timezone, seconds ?? false)}
    </time>
  );
}

/** Who rings. Any text at all may come in: it is only ever text, in its own direction. */
export function Caller(props: { number: string; name: string; class?: string }) {
  const { number, name } = props;
  const both = name && name !== number;
  return (
    <span class={`caller ${props.class ?? ""}`}>
      <bdi class={number ? "clip number" : "clip none"} dir="auto" title={number || undefined}>
        {number || t("caller.none")}
      </bdi>
      {both ? (
        <bdi class="clip name" dir="auto" title={name}>
          {name}
        </bdi>
      ) : null}
    </span>
  );
}

/** Free text of somebody else's: one line, the rest in the title. */
export function Clipped({ text }: { text: string }) {
  return (
    <bdi class="clip" dir="auto" title={text}>
      {text}
    </bdi>
  );
}

export const queueName = (queue: string): string =>
  plan.value?.queues.find((known) => known.queue === queue)?.name ?? queue;

/** A name of the plan as people read it: `after_hours` → "After hours". */
export function plainName(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A node of the flow by its title, or by its name made readable. */
export const nodeName = (node: string): string =>
  plan.value?.nodes?.[node]?.title || plainName(node);

/** A language as its readers name it. */
export function tongueName(tag: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // not the tag of a language: then it is a name of the centre's own
  }
}

export const operatorName = (operator: string): string =>
  board.operator(operator)?.name ?? operator;

const usualReasons = ["break", "lunch", "coffee", "training", "meeting"] as const;

/** A reason of the plan as people read it: the usual ones in their language, others as written. */
export function reasonWords(name: string): string {
  const usual = usualReasons.find((known) => known === name.toLowerCase());
  return usual ? t(`reason.${usual}`) : name;
}

/** A screen says a reason by its code, a phone by its name: both may stand on a card. */
export const isReason = (given: string, reason: { code: string; name: string }): boolean =>
  given !== "" && (given === reason.code || given === reason.name);

export function breakName(given: string): string {
  const known = plan.value?.break_reasons.find((reason) => isReason(given, reason));
  return reasonWords(known?.name ?? given);
}

/** "Break", or "Break (Lunch)". */
export function breakWords(given: string): string {
  const name = given ? breakName(given) : "";
  return name && name !== t("state.break") ? `${t("state.break")} (${name})` : t("state.break");
}

/** Only for those who listen to the page. */
export function Unseen({ children }: { children: ComponentChildren }) {
  return <span class="unseen">{children}</span>;
}
