/** Where a prompt is heard: steps, queues and incidents that name it. */
import type { PlanDoc, Spoken } from "../../../api/plan-words";

export interface Use {
  /** The box of the picture, or "" where there is none. */
  id: string;
  name: string;
}

/** All uses by prompt; prompts that nobody names are not in it. */
export function promptUses(doc: PlanDoc): Map<string, Use[]> {
  const found = new Map<string, Use[]>();
  const add = (prompt: unknown, use: Use) => {
    if (typeof prompt !== "string" || prompt === "") return;
    const uses = found.get(prompt) ?? [];
    if (!uses.some((known) => known.id === use.id)) uses.push(use);
    found.set(prompt, uses);
  };
  for (const [name, node] of Object.entries(doc.flow)) {
    add(node["say"], { id: `flow/${name}`, name });
  }
  for (const queue of doc.queues) {
    const use = { id: `queue/${queue.queue}`, name: queue.name };
    const announce = queue.waiting?.["announce"] as { comfort?: string[]; keys?: string } | null;
    add(announce?.keys, use);
    for (const prompt of announce?.comfort ?? []) add(prompt, use);
    add(queue.waiting?.["music"], use);
  }
  for (const number of doc.numbers) {
    add(number["music"], { id: `number/${number.number}`, name: number.number });
  }
  for (const prompt of doc.incidents ?? []) add(prompt, { id: "", name: prompt });
  return found;
}

export interface Said {
  text: string;
  sound: string;
  file: string;
}

/** What a prompt is in one language, in whichever way it is written. */
export function saidOf(spoken: Spoken | undefined | null): Said {
  if (typeof spoken === "string") return { text: spoken, sound: "", file: "" };
  return { text: spoken?.text ?? "", sound: spoken?.sound ?? "", file: spoken?.file ?? "" };
}

export const isSaid = (spoken: Spoken | undefined | null): boolean =>
  Object.values(saidOf(spoken)).some((part) => part !== "");

/** Languages in which a prompt is missing. Music without words needs only one. */
export function missingIn(texts: Record<string, Spoken>, languages: readonly string[]): string[] {
  const onlySounds = Object.values(texts).every((spoken) => saidOf(spoken).text === "");
  if (onlySounds && Object.values(texts).some(isSaid)) return [];
  return languages.filter((language) => !isSaid(texts[language]));
}

/** The prompts that every plan has without naming them. */
export const builtIn = [
  "callback_offer",
  "closed_now",
  "goodbye",
  "leave_message",
  "message_done",
  "nobody_there",
  "transferring",
  "unavailable",
] as const;
