/** Finding by typing: every word that is typed must begin a word, or stand in a number. */

const plain = (text: string): string =>
  text.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "");
const digits = (text: string): string => text.replaceAll(/\D/g, "");

export function fits(typed: string, ...texts: readonly string[]): boolean {
  const words = texts.flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u));
  const figures = texts.map(digits);
  return plain(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => {
      const bare = digits(part);
      const isFigure = bare.length >= 2 && bare.length >= part.length - 1;
      if (isFigure && figures.some((each) => each.includes(bare))) return true;
      return words.some((word) => word.startsWith(part));
    });
}

/** What was typed may be a number to call: digits with the usual marks, at least three. */
export const isNumber = (typed: string): boolean =>
  /^\s*\+?[\d\s().\-/*#]{3,32}$/.test(typed) && digits(typed).length >= 3;

const TAIL = 9;

/** Two ways of writing one number: the last nine digits agree, or all of a shorter one. */
export function sameNumber(a: string, b: string): boolean {
  const tail = (text: string) => digits(text).slice(-TAIL);
  return tail(a) !== "" && tail(a) === tail(b);
}
