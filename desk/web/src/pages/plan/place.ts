/** Where on the plan's screen one is now, and going elsewhere. */
import { go, query } from "../../app/router";
import { placeAddress, readPlace, type View, type Where } from "./address";

export const here = (): Where => readPlace(query.value);

/** Another view is a step in the history; another thing in the same view is not. */
export function show(view: View, at = ""): void {
  go(placeAddress({ view, at }), view === here().view);
}
