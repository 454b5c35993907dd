/** What somebody was writing into cards: looking at another card meanwhile loses none of it. */
import { effect } from "@preact/signals";
import { me } from "../../app/session";
import type { Draft, Told } from "./draft";

export interface Writing {
  version: number;
  before: Draft;
  draft: Draft;
  /** Who was quicker, and what that changed; empty while nobody was. */
  who: string;
  told: readonly Told[];
}

/** By the card's id; a new card is under `new`. Gone when it is saved or cancelled. */
export const kept = new Map<string, Writing>();

// The next person does not find what this one wrote.
effect(() => {
  if (me.value === null) kept.clear();
});
