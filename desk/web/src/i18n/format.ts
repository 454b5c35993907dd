/** Figures, times and days as people read them. Pure: language and zone are arguments. */

const two = (n: number): string => String(n).padStart(2, "0");

/** 65 → "1:05", 3725 → "1:02:05". */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours}:${two(minutes)}:${two(whole % 60)}`;
  return `${minutes}:${two(whole % 60)}`;
}

/** The same for machines, as the `datetime` of a `<time>`: 65 → "PT65S". */
export const machineDuration = (seconds: number): string =>
  `PT${Math.max(0, Math.floor(seconds))}S`;

/** 0.8612 → "86 %" in the language's own way; no calls → an en dash. */
export function percentText(language: string, share: number | null, digits = 0): string {
  if (share === null) return "–";
  return new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: digits,
  }).format(share);
}

export function timeText(language: string, moment: string, zone?: string, seconds = true): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" as const } : {}),
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(moment));
}

/** The day of a moment in a zone, as YYYY-MM-DD. */
export function dayOf(moment: Date, zone?: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
  });
  return parts.format(moment);
}

/** The day `days` after `day`, both YYYY-MM-DD; no zone is involved. */
export function dayAfter(day: string, days: number): string {
  const noon = new Date(`${day}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + days);
  return noon.toISOString().slice(0, 10);
}

/** "22 Nov" for a moment in a zone, without the year: lists are short. */
export function dayText(language: string, moment: string, zone?: string): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    day: "numeric",
    month: "short",
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(moment));
}
