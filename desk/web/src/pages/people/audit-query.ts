/** The question to the audit, as its filters put it. */
import { dayAfter } from "../../i18n/format";

/** Midnight of a day where the reader is, as the server takes it. */
const midnight = (day: string): string => new Date(`${day}T00:00:00`).toISOString();

export interface Asked {
  person: string;
  action: string;
  target: string;
  since: string;
  until: string;
}

export function auditQuery(asked: Asked, before: number | null): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ["person", "action", "target"] as const) {
    if (asked[name].trim()) query.set(name, asked[name].trim());
  }
  if (asked.since) query.set("since", midnight(asked.since));
  if (asked.until) query.set("until", midnight(dayAfter(asked.until, 1)));
  if (before) query.set("before", String(before));
  return query;
}
