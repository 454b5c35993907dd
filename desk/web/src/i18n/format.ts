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

/** The moment when the clocks of a zone show `minutes` after the midnight of `day`. */
export function momentAt(day: string, minutes: number, zone?: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  let moment = wanted;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  for (let turn = 0; turn < 2; turn += 1) moment = wanted - offsetMs(new Date(moment), zone);
  return new Date(moment);
}

/** How far the clocks of a zone are ahead of UTC at a moment. */
function offsetMs(moment: Date, zone?: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(moment);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "00";
  const shown = `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}:${of("second")}Z`;
  return Date.parse(shown) - Math.floor(moment.getTime() / 1000) * 1000;
}
