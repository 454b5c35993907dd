/** A service level's variant in words: a figure without its variant cannot be compared. */
import type { ServiceLevel } from "../../api/words";
import { t } from "../../i18n/catalogue";

const known = [
  "early_abandons_met",
  "answered_only",
  "all_offered",
  "late_abandons_only",
  "short_abandons_met",
  "short_abandons_removed",
] as const;

export function variantWords(level: ServiceLevel): string {
  const within = t("level.within", { n: level.threshold_s });
  const variant = known.find((name) => name === level.variant);
  return `${within}, ${variant ? t(`level.${variant}`) : level.variant.replaceAll("_", " ")}`;
}
