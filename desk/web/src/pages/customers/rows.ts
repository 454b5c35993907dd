/** What the arrows move: the rows of the list, from the field above them and back. */
const links = (): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(".cust-table a[data-card]"),
];

export const searchField = (): HTMLInputElement | null =>
  document.querySelector<HTMLInputElement>("#cust-search");

/** Up from the first row leads back to the search. */
export function moveRow(step: 1 | -1): void {
  const all = links();
  const at = all.indexOf(document.activeElement as HTMLElement);
  const open = all.findIndex((link) => link.getAttribute("aria-current") === "true");
  if (at === 0 && step === -1) {
    searchField()?.focus();
    return;
  }
  const from = at >= 0 ? at : open;
  const wanted = from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + step));
  all[wanted]?.focus();
  all[wanted]?.scrollIntoView({ block: "nearest" });
}

export function firstRow(): HTMLElement | undefined {
  return links()[0];
}

/** The row of a card, or the search where it is not in the list. */
export function focusRow(card: string): void {
  (links().find((link) => link.dataset["card"] === card) ?? searchField())?.focus();
}
