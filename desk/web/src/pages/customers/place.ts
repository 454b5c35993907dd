/** Where on the screen of customers one is, as the address bar keeps it. */
import { go, query } from "../../app/router";

/** In the place of a card's id: the form of a new one. */
export const NEW = "new";

export interface Place {
  /** What is searched for. */
  q: string;
  /** The card that is open. */
  at: string;
}

export function here(): Place {
  const asked = new URLSearchParams(query.value);
  return { q: asked.get("q") ?? "", at: asked.get("at") ?? "" };
}

export function addressOf(place: Place): string {
  const asked = new URLSearchParams();
  if (place.q) asked.set("q", place.q);
  if (place.at) asked.set("at", place.at);
  const text = asked.toString();
  return text ? `/customers?${text}` : "/customers";
}

/** Typing leaves no trail in the browser's history; opening a card does. */
export const show = (wanted: Partial<Place>): void =>
  go(addressOf({ ...here(), ...wanted }), !("at" in wanted));
