/** The words on the screens: one catalogue a language, loaded when it is chosen. */
import { signal } from "@preact/signals";
import type english from "./en";
import { fill, type Values } from "./message";
import type customersEnglish from "./customers/en";
import type managerEnglish from "./manager/en";
import type operatorEnglish from "./operator/en";
import type peopleEnglish from "./people/en";
import type planEnglish from "./plan/en";
import type reasonsEnglish from "./reasons/en";
import type signinEnglish from "./signin/en";
import type supervisorEnglish from "./supervisor/en";

export type Key =
  | keyof typeof english
  | keyof typeof customersEnglish
  | keyof typeof managerEnglish
  | keyof typeof operatorEnglish
  | keyof typeof peopleEnglish
  | keyof typeof planEnglish
  | keyof typeof reasonsEnglish
  | keyof typeof signinEnglish
  | keyof typeof supervisorEnglish;
type Words = Partial<Record<Key, string>>;
type Loader = () => Promise<{ default: Words }>;

export const languages = { en: "English", ru: "Русский" } as const;
export type Language = keyof typeof languages;

/** A catalogue in every language. */
export type Catalogue = Record<Language, Loader>;

const everyPage: Catalogue = { en: () => import("./en"), ru: () => import("./ru") };
const catalogues: Catalogue[] = [everyPage];

const STORED = "callwright.language";
const chosen = signal<{ language: Language; words: Words }>({
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
  const loaded = await Promise.all(catalogues.map((catalogue) => catalogue[wanted]()));
  const words: Words = Object.assign({}, ...loaded.map((part) => part.default));
  chosen.value = { language: wanted, words };
  document.documentElement.lang = wanted;
}

/** Words that not every page needs: they come with a page, and in every language chosen later. */
export async function addWords(...more: Catalogue[]): Promise<void> {
  const fresh = more.filter((catalogue) => !catalogues.includes(catalogue));
  if (fresh.length === 0) return;
  catalogues.push(...fresh);
  await use(language());
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

/** The text for a name that may or may not be a key. */
export const wordOf = (key: string): string | undefined => chosen.value.words[key as Key];
