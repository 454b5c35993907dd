/** Where on the screen of people one is, as the address bar keeps it. */
import { go, query } from "../../app/router";
import { views, type View } from "./may";

export function here(): { view: View | null; at: string } {
  const asked = new URLSearchParams(query.value);
  const view = views.find((known) => known === asked.get("view")) ?? null;
  return { view, at: asked.get("at") ?? "" };
}

export function addressOf(view: View, at = ""): string {
  const asked = new URLSearchParams({ view });
  if (at) asked.set("at", at);
  return `/people?${asked}`;
}

export function show(view: View, at = ""): void {
  go(addressOf(view, at), view === here().view);
}
