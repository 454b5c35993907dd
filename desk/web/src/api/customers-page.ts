/** What only the page of customers asks: lists, two cards made one, files, and forgetting. */
import { ask, sendRaw } from "./http";
import type { Customer, OutsideSource, PastCall } from "./customers";
import type { Moment } from "./words";

const own = encodeURIComponent;

export const PAGE_SIZE = 50;
export const CSV_LIMIT = 20 * 1024 * 1024;
export const EXPORT_ADDRESS = "/api/v1/customers/export";

export interface CardPage {
  customers: Customer[];
  next: string | null;
}

/** A source with the moment since when it is as it is. */
export type Source = OutsideSource & { since: Moment | null };

/** Whose value stays when two cards become one. */
export type Whose = "into" | "from";

export interface Problem {
  line: number;
  message: string;
}

export interface ImportReport {
  dry_run: boolean;
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  wrong: number;
  problems: Problem[];
}

export interface Erased {
  calls: number;
  facts: number;
  recordings: number;
  remains: string[];
}

export function listCards(q: string, after?: string): Promise<CardPage> {
  const asked = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (q) asked.set("q", q);
  if (after) asked.set("after", after);
  return ask("GET", `/customers?${asked}`);
}

export const pastCalls = async (id: string, limit: number): Promise<PastCall[]> =>
  (await ask<{ calls: PastCall[] }>("GET", `/customers/${own(id)}/calls?limit=${limit}`)).calls;

export const askSources = async (id: string): Promise<Source[]> =>
  (await ask<{ sources: Source[] }>("GET", `/customers/${own(id)}/outside`)).sources;

export const mergeCards = (
  from: string,
  into: string,
  keep: Readonly<Record<string, Whose>>,
): Promise<Customer> => ask("POST", `/customers/${own(from)}/merge`, { into, keep });

export const splitCard = (id: string, numbers: readonly string[]): Promise<Customer> =>
  ask("POST", `/customers/${own(id)}/split`, { numbers });

export const eraseCard = (id: string, confirm: string): Promise<Erased> =>
  ask("POST", `/customers/${own(id)}/erase`, { confirm });

/** Send a file as it is; with `dryRun` nothing is written. */
export async function importCards(file: Blob, dryRun: boolean): Promise<ImportReport> {
  const answer = await sendRaw(`/customers/import?dry_run=${dryRun}`, file, "text/csv");
  return (await answer.json()) as ImportReport;
}
