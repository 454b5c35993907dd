/** The filters of the calls' list as the address bar holds them, and as the API asks them. */
import { endReasons, outcomes, type EndReason, type Outcome } from "../../api/words";

export const PAGE_SIZE = 100;

export interface Filters {
  /** YYYY-MM-DD, or `null` for all days. */
  day: string | null;
  queue: string;
  operator: string;
  outcome: Outcome | "";
  end: EndReason | "";
  search: string;
  recorded: boolean;
  /** The call that is open at the side. */
  call: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function oneOf<T extends string>(known: readonly T[], value: string | null): T | "" {
  return known.find((word) => word === value) ?? "";
}

/** Read an address; what it does not say, or says wrongly, takes its usual value. */
export function readFilters(address: string, today: string): Filters {
  const asked = new URLSearchParams(address);
  const day = asked.get("day") ?? "";
  return {
    day: day === "all" ? null : DAY.test(day) && !Number.isNaN(Date.parse(day)) ? day : today,
    queue: asked.get("queue") ?? "",
    operator: asked.get("operator") ?? "",
    outcome: oneOf(outcomes, asked.get("outcome")),
    end: oneOf(endReasons, asked.get("end_reason")),
    search: asked.get("search") ?? "",
    recorded: asked.get("has_recording") === "true",
    call: asked.get("call") ?? "",
  };
}

function asked(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  const put = (name: string, value: string) => value && query.set(name, value);
  put("queue", filters.queue);
  put("operator", filters.operator);
  put("outcome", filters.outcome);
  put("end_reason", filters.end);
  put("search", filters.search);
  put("has_recording", filters.recorded ? "true" : "");
  return query;
}

/** The address that says these filters; today's day stays unsaid, so a bookmark stays fresh. */
export function writeFilters(filters: Filters, today: string): string {
  const query = asked(filters);
  if (filters.day === null) query.set("day", "all");
  else if (filters.day !== today) query.set("day", filters.day);
  if (filters.call) query.set("call", filters.call);
  const text = query.toString();
  return text ? `/manager?${text}` : "/manager";
}

/** The question for the API; `before` goes on after the last row of an earlier page. */
export function apiQuery(filters: Filters, before?: string): URLSearchParams {
  const query = asked(filters);
  if (filters.day !== null) query.set("day", filters.day);
  if (before) query.set("before", before);
  query.set("limit", String(PAGE_SIZE));
  return query;
}

/** Whether anything but the day is filtered. */
export const isNarrowed = (filters: Filters): boolean => asked(filters).size > 0;
