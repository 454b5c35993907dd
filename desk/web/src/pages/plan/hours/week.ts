/** Weekly hours as a person edits them: a text for each day, read forgivingly, written shortly. */
import type { CalendarDoc, Edit } from "../../../api/plan-words";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];
export type Span = { start: number; until: number };

const DAY = 1440;
const two = (n: number): string => String(n).padStart(2, "0");
export const clockOf = (minutes: number): string =>
  `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

function minutesOf(text: string): number | null {
  const found = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text.trim());
  if (!found) return null;
  const [, hours = "", minutes = "0"] = found;
  const total = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= DAY ? total : null;
}

/** "9-13, 14:00–18" → spans; an empty text is a closed day; nothing for what cannot be read. */
export function readSpans(text: string): Span[] | null {
  const spans: Span[] = [];
  for (const part of text.split(/[,;]/)) {
    if (part.trim() === "") continue;
    const [from = "", to = "", ...more] = part.split(/\s*[-–—]\s*/);
    const start = minutesOf(from);
    const until = minutesOf(to);
    if (start === null || until === null || more.length > 0 || start >= until) return null;
    spans.push({ start, until });
  }
  spans.sort((a, b) => a.start - b.start);
  return spans.some((span, n) => span.start < (spans[n - 1]?.until ?? 0)) ? null : spans;
}

export const writeSpans = (spans: readonly Span[]): string =>
  spans.map((span) => `${clockOf(span.start)}-${clockOf(span.until)}`).join(", ");

/** The days that a key such as `mon`, `mon-fri` or `mon, wed` names. */
export function daysOf(key: string): Weekday[] {
  return key.split(",").flatMap((part) => {
    const [from = "", to = from] = part.trim().toLowerCase().split("-");
    const start = weekdays.indexOf(from as Weekday);
    const end = weekdays.indexOf(to as Weekday);
    if (start < 0 || end < 0) return [];
    if (start <= end) return weekdays.slice(start, end + 1);
    return [...weekdays.slice(start), ...weekdays.slice(0, end + 1)];
  });
}

/** The hours of each day, whatever the spelling of the keys; a single day is stronger. */
export function weekOf(week: CalendarDoc["week"]): Record<Weekday, string> {
  const all = Object.fromEntries(weekdays.map((day) => [day, ""])) as Record<Weekday, string>;
  const keys = Object.keys(week).sort((a, b) => daysOf(b).length - daysOf(a).length);
  for (const key of keys) for (const day of daysOf(key)) all[day] = week[key] ?? "";
  return all;
}

/** Days that follow each other with the same hours share a key; closed days have none. */
export function compact(week: Record<Weekday, string>): Record<string, string> {
  const short: Record<string, string> = {};
  let at = 0;
  while (at < weekdays.length) {
    const day = weekdays[at];
    if (!day) break;
    let end = at;
    while (end + 1 < weekdays.length && week[weekdays[end + 1] as Weekday] === week[day]) end += 1;
    if (week[day]) short[end > at ? `${day}-${weekdays[end]}` : day] = week[day];
    at = end + 1;
  }
  return short;
}

/** Give a day other hours: only its own line where it has one, the whole week otherwise. */
export function changeDay(
  calendar: string,
  week: CalendarDoc["week"],
  day: Weekday,
  hours: string,
): Edit {
  const own = ["hours", calendar, "week", day];
  if (day in week && hours) return { op: "set", place: own, value: hours };
  const value = compact({ ...weekOf(week), [day]: hours });
  return { op: "set", place: ["hours", calendar, "week"], value };
}

/** The Monday of the week in which a day lies. */
export function mondayOf(day: string): string {
  const noon = new Date(`${day}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() - ((noon.getUTCDay() + 6) % 7));
  return noon.toISOString().slice(0, 10);
}

/** The part of the day that a chart shows: whole hours around all spans. */
export function hoursShown(spans: readonly Span[]): [number, number] {
  const from = Math.min(9 * 60, ...spans.map((span) => span.start));
  const to = Math.max(18 * 60, ...spans.map((span) => span.until));
  const first = Math.max(0, Math.floor(from / 60) - 1);
  const last = Math.min(24, Math.ceil(to / 60) + 1);
  // An even number of hours, so that every second one can be named.
  if ((last - first) % 2 === 0) return [first, last];
  return last < 24 ? [first, last + 1] : [first - 1, last];
}
