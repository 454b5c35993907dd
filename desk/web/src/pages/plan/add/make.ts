/** What has to be written for a new step, key, queue or day: edits, without any screen. */
import type { DayDoc, Edit, Place, PlanDoc } from "../../../api/plan-words";
import { insert, set, slugOf, targetsOf } from "../edits";

/** What a person may make anew as the end of a way. */
export const newKinds = ["say", "message", "callback", "menu", "transfer", "hang_up"] as const;
export type NewKind = (typeof newKinds)[number];

export interface NewStep {
  kind: NewKind;
  name: string;
  /** What callers hear, by language; empty texts are left out. */
  texts: Record<string, string>;
  /** The outside number of a transfer. */
  number: string;
}

export interface Made {
  edits: Edit[];
  target: string;
}

export const speaks = (kind: NewKind): boolean => kind !== "callback" && kind !== "transfer";

const filled = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));

/** A prompt of its own, named like the step. */
export function makePrompt(doc: PlanDoc, name: string, texts: Record<string, string>): Made {
  const target = slugOf(name, Object.keys(doc.prompts));
  return { edits: [set(["prompts", target], filled(texts))], target };
}

/** A new step; callers go on from it to `back`, where they came from. */
export function makeStep(doc: PlanDoc, step: NewStep, back: string): Made {
  const target = slugOf(step.name, targetsOf(doc));
  const edits: Edit[] = [];
  const node: Record<string, unknown> = { kind: step.kind };
  if (speaks(step.kind) && Object.keys(filled(step.texts)).length > 0) {
    const prompt = makePrompt(doc, step.name, step.texts);
    edits.push(...prompt.edits);
    node["say"] = prompt.target;
  }
  if (step.kind === "say") node["next"] = back;
  if (step.kind === "menu") Object.assign(node, { keys: { "1": back }, otherwise: back });
  if (step.kind === "transfer") {
    const number = step.number.replace(/[^+0-9]/g, "");
    if (!doc.outside.includes(number)) edits.push(insert(["outside", doc.outside.length], number));
    Object.assign(node, { number, otherwise: back });
  }
  edits.push(set(["flow", target], node));
  return { edits, target };
}

export interface NewQueue {
  name: string;
  operators: "all" | string[];
  threshold_s: number;
  objective: number;
  /** A calendar, and where callers go when it is closed; empty: always open. */
  hours: string;
  closed: string;
  /** A menu and its key by which callers get there; empty: not yet. */
  menu: string;
  key: string;
}

export function makeQueue(doc: PlanDoc, wanted: NewQueue): Made {
  const target = slugOf(wanted.name, targetsOf(doc));
  const queue = {
    queue: target,
    name: wanted.name.trim(),
    operators: wanted.operators,
    objective: wanted.objective,
    threshold_s: wanted.threshold_s,
    ...(wanted.hours ? { waiting: { hours: wanted.hours, closed: wanted.closed } } : {}),
  };
  const edits = [insert(["queues", doc.queues.length], queue)];
  if (wanted.menu && wanted.key) edits.push(set(["flow", wanted.menu, "keys", wanted.key], target));
  return { edits, target };
}

export interface NewDay {
  date: string;
  until: string;
  name: string;
  /** Closed, other hours, or those of a weekday. */
  how: "closed" | "hours" | "like";
  hours: string;
  like: string;
}

export function dayOf(day: NewDay): DayDoc {
  return {
    date: day.date,
    ...(day.until && day.until > day.date ? { until: day.until } : {}),
    ...(day.name.trim() ? { name: day.name.trim() } : {}),
    ...(day.how === "like" ? { like: day.like } : { hours: day.how === "hours" ? day.hours : "" }),
  };
}

export const makeDay = (doc: PlanDoc, calendar: string, day: DayDoc): Edit =>
  insert(["hours", calendar, "days", (doc.hours[calendar]?.days ?? []).length], day);

/** Where keys hang: menus of the flow, and queues in which callers wait. */
export function keyHolders(
  doc: PlanDoc,
): { id: string; name: string; place: Place; keys: Record<string, string> }[] {
  const menus = Object.entries(doc.flow)
    .filter(([, node]) => node.kind === "menu")
    .map(([name, node]) => ({
      id: `flow/${name}`,
      name,
      place: ["flow", name, "keys"],
      keys: (node["keys"] ?? {}) as Record<string, string>,
    }));
  const queues = doc.queues.map((queue, n) => ({
    id: `queue/${queue.queue}`,
    name: queue.name,
    place: ["queues", n, "waiting", "keys"],
    keys: (queue.waiting?.["keys"] ?? {}) as Record<string, string>,
  }));
  return [...menus, ...queues];
}
