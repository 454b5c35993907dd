/** Which of the short forms is open. */
import { signal } from "@preact/signals";
import type { Place } from "../../../api/plan-words";

export type Adding =
  | { what: "day"; calendar?: string; date?: string }
  | { what: "key"; holder?: string }
  | { what: "queue" }
  | { what: "prompt" }
  | { what: "calendar" }
  /** A new step, written as the target at `place`; callers go on from it to `back`. */
  | { what: "step"; place: Place; back: string };

export const adding = signal<Adding | null>(null);
export const add = (wanted: Adding): void => void (adding.value = wanted);
