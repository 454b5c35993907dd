/**
 * Which keys do what. Everybody may choose keys of their own, except such as the browser or the
 * writing of text needs. Pure but for the two functions that read and keep a person's choice.
 */
export const usual = {
  answer: "F2",
  hang_up: "F4",
  hold: "F8",
  mute: "F9",
  transfer: "Alt+KeyT",
  keypad: "Alt+KeyK",
  pause: "Alt+KeyP",
  complete: "Alt+KeyG",
  conference: "Alt+KeyJ",
  back: "Alt+KeyB",
  decline: "",
  ready: "Alt+KeyR",
  finish: "Ctrl+Enter",
  dial: "Alt+KeyD",
  notes: "Alt+KeyN",
  customer: "Alt+KeyC",
  palette: "Ctrl+KeyK",
  keys: "",
  phone: "",
} as const;

export type Deed = keyof typeof usual;
export type Bindings = Readonly<Record<Deed, string>>;

export const deeds = Object.keys(usual) as Deed[];

/** Alt and a digit pick an outcome, whatever else is changed. */
export const PICK = /^Alt\+Digit([1-9])$/;

export type Refusal = "plain" | "browser" | "picks";

const browserOwns: readonly RegExp[] = [
  /Shift\+/,
  /^Ctrl\+(Alt\+|Digit|Numpad|Tab|Page|F4|Equal|Minus)/,
  /^Ctrl\+Key[ACDFHJLNOPQRSTUVWXYZ]$/,
  /^Alt\+(F4|Tab|Space|Arrow|Home)/,
  /^F(1|3|5|6|7|10|11|12)$/,
];

/** Why a combination cannot be used; nothing when it can. */
export function refusalOf(combination: string): Refusal | null {
  if (PICK.test(combination)) return "picks";
  if (browserOwns.some((each) => each.test(combination))) return "browser";
  return /^(Ctrl|Alt)\+|^F\d+$/.test(combination) ? null : "plain";
}

/** Who has this combination already. */
export const holderOf = (bound: Bindings, combination: string): Deed | undefined =>
  deeds.find((deed) => combination !== "" && bound[deed] === combination);

/** The usual keys with a person's own over them; what cannot be read or used is left out. */
export function boundBy(stored: string | null): Bindings {
  const bound: Record<Deed, string> = { ...usual };
  let own: unknown = null;
  try {
    own = JSON.parse(stored ?? "null");
  } catch {
    // Not ours, or cut off: the usual keys work.
  }
  if (typeof own !== "object" || own === null) return bound;
  for (const deed of deeds) {
    const wanted = (own as Record<string, unknown>)[deed];
    if (wanted === "" || (typeof wanted === "string" && refusalOf(wanted) === null)) {
      bound[deed] = wanted;
    }
  }
  return bound;
}

/** Only what differs from the usual, as it is stored. */
export const ownOf = (bound: Bindings): Partial<Bindings> =>
  Object.fromEntries(
    deeds.filter((deed) => bound[deed] !== usual[deed]).map((deed) => [deed, bound[deed]]),
  );

/** `Alt+KeyT` → ["Alt", "T"], as it is printed on the keys. */
export const printed = (combination: string): string[] =>
  combination === "" ? [] : combination.split("+").map((part) => part.replace(/^(Key|Digit)/, ""));

const place = (person: string): string => `callwright.keys.${person}`;

export function readBindings(person: string): Bindings {
  try {
    return boundBy(localStorage.getItem(place(person)));
  } catch {
    return usual;
  }
}

export function keepBindings(person: string, bound: Bindings): void {
  try {
    localStorage.setItem(place(person), JSON.stringify(ownOf(bound)));
  } catch {
    // Then the choice lasts until the page is loaded again.
  }
}
