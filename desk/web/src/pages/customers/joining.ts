/** What two cards say, side by side, and what one of both would say. Pure; as the server does. */
import type { Customer } from "../../api/customers";
import type { Whose } from "../../api/customers-page";
import { draftOf, fieldKey, fieldOf, values } from "./draft";

export interface Line {
  key: string;
  into: string;
  from: string;
  /** Whether there is something to choose: the two differ, and either may stay. */
  open: boolean;
}

export type Choices = Readonly<Record<string, Whose>>;

/** All that one of the two says, in the order of the plan's fields and then as it comes. */
export function linesOf(
  into: Customer,
  from: Customer,
  planned: readonly string[],
): readonly Line[] {
  const [ours, theirs] = [draftOf(into).said, draftOf(from).said];
  const fields = new Set([...planned, ...Object.keys(into.fields), ...Object.keys(from.fields)]);
  return [...values, ...[...fields].map(fieldKey)]
    .map((key) => {
      const line = { key, into: ours[key] ?? "", from: theirs[key] ?? "" };
      // An empty field cannot win over a filled one; an empty name may.
      const both = fieldOf(key) === null || (line.into !== "" && line.from !== "");
      return { ...line, open: both && line.into !== line.from };
    })
    .filter((line) => line.into !== "" || line.from !== "");
}

/** What the card would say. Without a word the staying card's, but where it says nothing. */
export function resultOf(line: Line, choice: Whose | undefined): string {
  if (line.open && choice) return line[choice];
  const both = line.key === "notes" && line.into !== "" && line.from !== "";
  if (both && line.open) return `${line.into}\n\n${line.from}`;
  return line.into || line.from;
}

/** The choices that matter, under the names of the API. */
export function keepOf(lines: readonly Line[], choices: Choices): Record<string, Whose> {
  const keep: Record<string, Whose> = {};
  for (const { key, open } of lines) {
    const choice = choices[key];
    if (open && choice) keep[fieldOf(key) ?? key] = choice;
  }
  return keep;
}

/** The same choices when the other card is to stay. */
export const turned = (choices: Choices): Choices =>
  Object.fromEntries(
    Object.entries(choices).map(([key, whose]) => [key, whose === "into" ? "from" : "into"]),
  );

/** What is to be typed before the card is erased: a card without a name goes by its number. */
export const wordOf = (card: Customer): string =>
  card.name || card.company || card.numbers[0]?.shown || card.id;

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");

/** Whether a typed text is the card's name, its company or one of its numbers. */
export function confirms(typed: string, card: Customer): boolean {
  const text = typed.trim();
  if (text === "") return false;
  if ([card.name, card.company, wordOf(card)].includes(text)) return true;
  const digits = digitsOf(text);
  return (
    digits !== "" &&
    card.numbers.some((each) =>
      [each.number, each.shown, each.as_given].some((form) => digitsOf(form) === digits),
    )
  );
}
