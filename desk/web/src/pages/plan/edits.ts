/** Changes of single places of the plan: how they are made, and what they do to a document. */
import type { Edit, Place, PlanDoc, QueueDoc } from "../../api/plan-words";

type Holder = Record<string | number, unknown>;

export const set = (place: Place, value: unknown): Edit => ({ op: "set", place, value });
export const remove = (place: Place): Edit => ({ op: "remove", place });
export const insert = (place: Place, value: unknown): Edit => ({ op: "insert", place, value });

/** Set a value, or remove the place where there is nothing to say. */
export const put = (place: Place, value: unknown): Edit =>
  value === null || value === undefined || value === "" ? remove(place) : set(place, value);

/** The value at a place; `undefined` where the way to it breaks off. */
export function valueAt(document: unknown, place: Place): unknown {
  let at: unknown = document;
  for (const part of place) at = (at as Holder | null | undefined)?.[part];
  return at;
}

/**
 * The document after these edits, as the server will have it: shown at once, and all there is
 * while the draft has errors. An edit whose place is not there changes nothing.
 */
export function applied<T>(document: T, edits: readonly Edit[]): T {
  const made = structuredClone(document);
  for (const edit of edits) apply(made, edit);
  return made;
}

function apply(document: unknown, edit: Edit): void {
  const last = edit.place.at(-1);
  if (last === undefined) return;
  const makes = edit.op === "set" || edit.op === "insert";
  let at = document as Holder;
  for (const [n, part] of edit.place.slice(0, -1).entries()) {
    if (at[part] === null || at[part] === undefined) {
      if (!makes) return;
      at[part] = edit.op === "insert" && n === edit.place.length - 2 ? [] : {};
    }
    at = at[part] as Holder;
  }
  if (edit.op === "set") at[last] = edit.value;
  else if (edit.op === "insert" && Array.isArray(at)) at.splice(Number(last), 0, edit.value);
  else if (edit.op === "remove" && Array.isArray(at)) at.splice(Number(last), 1);
  else if (edit.op === "remove") delete at[last];
  else if (edit.op === "rename") rename(at, String(last), edit.name);
}

/**
 * Whether an edit that was made in one plan means the same in another: entries of lists are
 * counted, and another one may stand there now.
 */
export function isSamePlace(before: unknown, now: unknown, { op, place }: Edit): boolean {
  return place.every((part, n) => {
    if (typeof part !== "number" || (op === "insert" && n === place.length - 1)) return true;
    const [was, is] = [before, now].map((plan) => keyOf(valueAt(plan, place.slice(0, n + 1))));
    return was === is;
  });
}

function keyOf(entry: unknown): string {
  const named = entry as { queue?: string; number?: string } | null | undefined;
  return named?.queue ?? named?.number ?? JSON.stringify(entry);
}

/** Under its new name, at its old place among the others. */
function rename(at: Holder, from: string, to: string): void {
  const entries = Object.entries(at);
  for (const [key] of entries) delete at[key];
  for (const [key, value] of entries) at[key === from ? to : key] = value;
}

const translit: Record<string, string> = Object.fromEntries(
  "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya ä:ae ö:oe ü:ue ß:ss"
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

/** A name for the plan from what a person calls it: "Часы работы" → `chasy_raboty`. */
export function slugOf(words: string, taken: Iterable<string> = []): string {
  const latin = [...words.toLowerCase()].map((sign) => translit[sign] ?? sign).join("");
  const bare = latin
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 36);
  const base = bare || "step";
  const known = new Set(taken);
  let name = base;
  for (let n = 2; known.has(name); n += 1) name = `${base}_${n}`;
  return name;
}

/** All names that a new step or queue may not have. */
export const targetsOf = (doc: PlanDoc | null): string[] => [
  ...Object.keys(doc?.flow ?? {}),
  ...(doc?.queues ?? []).map((queue) => queue.queue),
];

/** Where in the list a queue stands; its place in the document. */
export function queuePlace(doc: PlanDoc, queue: string): Place | null {
  const at = doc.queues.findIndex((known) => known.queue === queue);
  return at < 0 ? null : ["queues", at];
}

export const serves = (queue: QueueDoc, operator: string): boolean =>
  queue.operators === "all" || queue.operators.includes(operator);

/** Who serves a queue once one operator was ticked or not; "all" when that is everybody. */
export function served(
  queue: QueueDoc,
  operator: string,
  ticked: boolean,
  everybody: readonly string[],
): "all" | string[] {
  const before = queue.operators === "all" ? [...everybody] : queue.operators;
  const after = ticked
    ? [...new Set([...before, operator])]
    : before.filter((known) => known !== operator);
  return after;
}

/** The keys of a telephone in their order. */
export const keypad = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** Keys that lead nowhere yet. Key 0 is last: it usually leads to a person. */
export const freeKeys = (used: Readonly<Record<string, unknown>>): string[] =>
  keypad.filter((key) => !(key in used));
