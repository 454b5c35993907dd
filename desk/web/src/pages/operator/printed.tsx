/** The keys of a deed, as they are printed on the keyboard and chosen by this person. */
import { signal } from "@preact/signals";
import { printed, usual, type Bindings, type Deed } from "./bindings";

export const bindings = signal<Bindings>(usual);

export function Printed({ of }: { of: Deed }) {
  const keys = printed(bindings.value[of]);
  if (keys.length === 0) return null;
  return <kbd aria-hidden="true">{keys.join(" ")}</kbd>;
}
