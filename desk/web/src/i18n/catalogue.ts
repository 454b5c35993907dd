/** The words on the screens: one catalogue a language, loaded when it is chosen. */
import { signal } from "@preact/signals";
import type english from "./en";
import { fill, type Values } from "./message";

export type Key = keyof typeof english;
type Catalogue = Record<Key, string>;

export const languages = { en: "English", ru: "Русский" } as const;
export type Language = keyof typeof languages;

const load: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import("./en"),
  ru: () => import("./ru"),
};

const STORED = "callwright.language";
const chosen = signal<{ language: Language; words: Partial<Catalogue> }>({
  language: "en",
  words: {},
});

export const language = (): Language => chosen.value.language;

function known(tag: string | null | undefined): Language | null {
  const short = tag?.toLowerCase().split("-")[0] ?? "";
  return short in languages ? (short as Language) : null;
}

/** The person's own choice, then the browser's wishes in order, then English. */
export function preferred(stored: string | null, wishes: readonly string[]): Language {
  return known(stored) ?? wishes.map(known).find((found) => found !== null) ?? "en";
}

async function use(wanted: Language): Promise<void> {
  const words = (await load[wanted]()).default;
  chosen.value = { language: wanted, words };
  document.documentElement.lang = wanted;
}

export async function startLanguage(): Promise<void> {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(STORED);
  } catch {
    // Storage may be forbidden; the browser's wish is a fine answer.
  }
  await use(preferred(stored, navigator.languages));
}

export async function chooseLanguage(wanted: Language): Promise<void> {
  await use(wanted);
  try {
    localStorage.setItem(STORED, wanted);
  } catch {
    // Then the choice lasts until the page is loaded again.
  }
}

/** The text for a key in the chosen language. */
export function t(key: Key, values?: Values): string {
  const { language: tag, words } = chosen.value;
  return fill(tag, words[key] ?? key, values);
}
