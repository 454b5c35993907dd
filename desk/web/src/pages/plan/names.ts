/** Names of steps and queues as people read them. */
import { plainName } from "../../parts/words";
import { doc, picture } from "./draft";

export function boxTitle(id: string): string {
  const node = picture.value.nodes.find((known) => known.id === id);
  return node?.title || plainName(node?.name ?? id.split("/").slice(1).join("/"));
}

/** A target is a step or a queue; the two share one set of names. */
export function targetName(name: string): string {
  const queue = doc.value?.queues.find((known) => known.queue === name);
  if (queue) return queue.name;
  return boxTitle(`flow/${name}`);
}

export const targetId = (name: string): string =>
  doc.value && name in doc.value.flow ? `flow/${name}` : `queue/${name}`;
