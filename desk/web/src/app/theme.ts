/** Light, dark, or as the system has it. */
import { signal } from "@preact/signals";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const STORED = "callwright.theme";
const root = document.documentElement;
const set = root.dataset["theme"];

export const theme = signal<Theme>(set === "light" || set === "dark" ? set : "system");

export function chooseTheme(wanted: Theme): void {
  theme.value = wanted;
  if (wanted === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = wanted;
  try {
    if (wanted === "system") localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, wanted);
  } catch {
    // Then the choice lasts until the page is loaded again.
  }
}
