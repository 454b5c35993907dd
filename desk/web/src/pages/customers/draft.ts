/** A card as somebody writes it, and what becomes of it when another one was quicker. Pure. */
import type { Customer, CustomerChange } from "../../api/customers";

/** What every card has besides numbers and the fields of the plan. */
export const values = [
  "name",
  "company",
  "language",
  "vip",
  "preferred_operator",
  "notes",
] as const;
export type ValueName = (typeof values)[number];

/** A card's values and fields as texts, under one kind of name; `vip` is "yes" or "". */
export interface Draft {
  said: Readonly<Record<string, string>>;
  numbers: readonly string[];
}

const FIELD = "field:";
export const fieldKey = (name: string): string => FIELD + name;
export const fieldOf = (key: string): string | null =>
  key.startsWith(FIELD) ? key.slice(FIELD.length) : null;

export const written = (card: Customer): string[] =>
  card.numbers.map((each) => each.as_given || each.number);

export function draftOf(card: Customer | null): Draft {
  const said: Record<string, string> = {};
  for (const name of values) said[name] = "";
  if (card === null) return { said, numbers: [] };
  for (const name of values) {
    const value = card[name];
    said[name] = value === true ? "yes" : value || "";
  }
  for (const [name, value] of Object.entries(card.fields)) said[fieldKey(name)] = value;
  return { said, numbers: written(card) };
}

const filled = (numbers: readonly string[]): string[] =>
  numbers.map((each) => each.trim()).filter(Boolean);

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, n) => each === other[n]);

const keysOf = (...drafts: readonly Draft[]): string[] => [
  ...new Set(drafts.flatMap((draft) => Object.keys(draft.said))),
];

/** Only what differs, as the API takes it: what is not named stays. */
export function changeOf(before: Draft, after: Draft): CustomerChange {
  const change: Record<string, unknown> = {};
  const fields: Record<string, string> = {};
  for (const key of keysOf(before, after)) {
    const value = (after.said[key] ?? "").trim();
    if (value === (before.said[key] ?? "")) continue;
    const field = fieldOf(key);
    if (field !== null) fields[field] = value;
    else if (key === "vip") change[key] = value === "yes";
    else if (key === "preferred_operator") change[key] = value || null;
    else change[key] = value;
  }
  if (Object.keys(fields).length > 0) change["fields"] = fields;
  const numbers = filled(after.numbers);
  if (!sameList(numbers, before.numbers)) change["numbers"] = numbers;
  return change as CustomerChange;
}

export const isChanged = (before: Draft, after: Draft): boolean =>
  Object.keys(changeOf(before, after)).length > 0;

/** One thing that somebody else changed. `mine` stands where I changed it too, otherwise. */
export interface Told {
  key: string;
  before: string;
  theirs: string;
  mine: string | null;
}

/**
 * My draft on top of the card as it is now. What only they changed is taken; what both
 * changed stays mine until I say otherwise; numbers that either added or took away count.
 */
export function rebased(before: Draft, theirs: Draft, mine: Draft): { draft: Draft; told: Told[] } {
  const told: Told[] = [];
  const said: Record<string, string> = {};
  for (const key of keysOf(before, theirs, mine)) {
    const [old, their, my] = [before, theirs, mine].map((draft) => draft.said[key] ?? "") as [
      string,
      string,
      string,
    ];
    said[key] = my === old ? their : my;
    if (their === old) continue;
    told.push({ key, before: old, theirs: their, mine: my === old || my === their ? null : my });
  }
  const typed = filled(mine.numbers);
  const gone = before.numbers.filter((each) => !typed.includes(each));
  const added = typed.filter((each) => !before.numbers.includes(each));
  const numbers = theirs.numbers.filter((each) => !gone.includes(each));
  numbers.push(...added.filter((each) => !numbers.includes(each)));
  if (!sameList(before.numbers, theirs.numbers)) {
    const [old, their] = [before, theirs].map((draft) => draft.numbers.join("; "));
    told.push({ key: "numbers", before: old ?? "", theirs: their ?? "", mine: null });
  }
  return { draft: { said, numbers }, told };
}
