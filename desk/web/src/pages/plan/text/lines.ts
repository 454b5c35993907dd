/** Lines of the text: where one begins, and which are marked. */
import type { Finding } from "../../../api/plan-words";

/** First and last position of a line that is counted from 1. */
export function lineStart(text: string, line: number): [number, number] {
  let from = 0;
  for (let n = 1; n < line; n += 1) {
    const end = text.indexOf("\n", from);
    if (end < 0) break;
    from = end + 1;
  }
  const end = text.indexOf("\n", from);
  return [from, end < 0 ? text.length : end];
}

/** The mark of each line that has one; an error is stronger than a warning. */
export function marksOf(found: readonly Finding[]): Map<number, Finding["severity"]> {
  const marks = new Map<number, Finding["severity"]>();
  for (const { line, severity } of found) {
    if (line > 0 && marks.get(line) !== "error") marks.set(line, severity);
  }
  return marks;
}
