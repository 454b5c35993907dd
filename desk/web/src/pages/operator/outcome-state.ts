/** What was picked of the outcome so far; a whole way down the tree is told to the server. */
import { signal } from "@preact/signals";
import { setDisposition } from "../../api/calls";
import type { Disposition, OperatorCard } from "../../api/words";
import { report, tell } from "../../app/notices";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { card, isLive, subject } from "./here";
import { taken } from "./phone-here";
import { levelAt, pick, type Level } from "./tree";

/** The call whose wrap-up the server refused to end: an outcome must be chosen first. */
export const outcomeMissing = signal<string | null>(null);

/** Picked here and not yet confirmed by the board, of one call. */
const picked = signal<{ call: string; codes: readonly string[] } | null>(null);

const none: readonly Disposition[] = [];

export const outcomes = (queue: string | null): readonly Disposition[] =>
  plan.value?.queues.find((each) => each.queue === queue)?.dispositions ?? none;

export const isRequired = (queue: string | null): boolean =>
  plan.value?.queues.find((each) => each.queue === queue)?.disposition_required ?? false;

export function levelNow(): Level | null {
  const about = subject.value;
  const mine = card.value;
  if (!about || !mine || mine.activity === "offered" || mine.aside) return null;
  const tree = outcomes(about.queue);
  if (tree.length === 0) return null;
  return levelAt(tree, codesOf(about.call, mine));
}

const codesOf = (call: string, mine: OperatorCard): readonly string[] =>
  picked.value?.call === call ? picked.value.codes : (mine.disposition ?? []);

/** Pick the `n`-th of what is offered now. */
export function pickAt(n: number): void {
  const level = levelNow();
  const choice = level?.picks[n];
  if (level && choice) choosePick(level, choice);
}

export function choosePick(level: Level, choice: Disposition): void {
  const about = subject.peek();
  if (!about || taken.peek()) return;
  if (!isLive.peek()) return tell(t("act.waits"));
  const codes = pick(level, choice);
  const before = picked.peek();
  picked.value = { call: about.call, codes };
  if (choice.children.length > 0) return;
  outcomeMissing.value = null;
  setDisposition(about.call, codes).catch((error: unknown) => {
    picked.value = before;
    report(error);
  });
}

/** Back to where one of the picks was made. */
export function backTo(depth: number): void {
  const about = subject.peek();
  const way = levelNow()?.way ?? [];
  if (about) picked.value = { call: about.call, codes: way.slice(0, depth).map((e) => e.code) };
}
