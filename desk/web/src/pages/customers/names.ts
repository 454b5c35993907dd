/** How cards, their values and their moments are called on this screen. */
import type { Customer } from "../../api/customers";
import type { CustomerField } from "../../api/words";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { timeText } from "../../i18n/format";
import { operatorName, plainName, tongueName } from "../../parts/words";
import { fieldOf, type ValueName } from "./draft";

export const planFields = (): readonly CustomerField[] => plan.value?.customer_fields ?? [];

const fieldPlan = (name: string): CustomerField | undefined =>
  planFields().find((field) => field.name === name);

/** What a card goes by among people, as the server says it. */
export const titleOf = (card: Customer): string =>
  card.name || card.company || card.numbers[0]?.shown || t("cards.unnamed");

/** The name of a value or a field for people. */
export function labelOf(key: string): string {
  const field = fieldOf(key);
  if (field !== null) return fieldPlan(field)?.label ?? plainName(field);
  return t(`cards.${key as ValueName | "numbers"}`);
}

/** A value for people; an empty one is a dash. */
export function shownValue(key: string, value: string): string {
  const field = fieldOf(key);
  const yesNo = key === "vip" || (field !== null && fieldPlan(field)?.kind === "yes_no");
  if (yesNo && (value !== "" || key === "vip")) {
    return t(value === "yes" ? "cards.yes" : "cards.no");
  }
  if (value === "") return "–";
  if (key === "language") return tongueName(value);
  return key === "preferred_operator" ? operatorName(value) : value;
}

/** "22 Nov 2026" in the centre's zone. */
export function dateText(moment: string): string {
  const zone = plan.value?.timezone;
  return new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(moment));
}

export const whenText = (moment: string): string =>
  `${dateText(moment)}, ${timeText(language(), moment, plan.value?.timezone, false)}`;
