/** The tree of outcomes as quick picks: one level at a time. */
import type { Disposition } from "../../api/words";

export interface Level {
  /** What may be picked now, in the order of the plan. */
  picks: readonly Disposition[];
  /** The names of what was picked before, from the top. */
  way: readonly Disposition[];
  /** The way ends at a leaf: the outcome is chosen. */
  whole: boolean;
}

/** Where a way of codes leads; codes that are not in the tree end it. */
export function levelAt(tree: readonly Disposition[], codes: readonly string[]): Level {
  const way: Disposition[] = [];
  let picks = tree;
  for (const code of codes) {
    const found = picks.find((each) => each.code === code);
    if (!found) break;
    way.push(found);
    if (found.children.length === 0) return { picks, way, whole: true };
    picks = found.children;
  }
  return { picks, way, whole: false };
}

/** The codes after a pick: a leaf that is picked again, or beside a chosen one, replaces it. */
export function pick(level: Level, choice: Disposition): string[] {
  const before = level.whole ? level.way.slice(0, -1) : level.way;
  return [...before.map((each) => each.code), choice.code];
}
