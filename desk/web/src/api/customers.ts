/** The customers: found by number, searched, read and changed. */
import { ask } from "./http";
import type { Direction, Moment, Outcome } from "./words";

const own = encodeURIComponent;

export interface CustomerNumber {
  number: string;
  shown: string;
  as_given: string;
}

export interface Customer {
  id: string;
  version: number;
  name: string;
  company: string;
  language: string;
  vip: boolean;
  preferred_operator: string | null;
  notes: string;
  numbers: CustomerNumber[];
  fields: Record<string, string>;
  changed_at: Moment | null;
  changed_by: string | null;
}

/** What a person may change of a card. Numbers are told as typed. */
export type CustomerChange = Partial<
  Pick<
    Customer,
    "name" | "company" | "language" | "vip" | "preferred_operator" | "notes" | "fields"
  > & { numbers: string[] }
>;

export interface Match {
  match: "sure" | "maybe" | "none";
  customers: Customer[];
}

export interface PastCall {
  id: string;
  arrived_at: Moment;
  queue: string | null;
  operator: string | null;
  outcome: Outcome | null;
  talked_s: number | null;
  recording: string | null;
  direction?: Direction;
}

/** What one outside system says of a customer, and how that system is. */
export interface OutsideSource {
  source: string;
  label: string;
  status: "ok" | "slow" | "down";
  found: boolean;
  values: Record<string, string>;
  why: string;
}

export const byNumber = (number: string): Promise<Match> =>
  ask("GET", `/customers/by-number?number=${own(number)}`);
export const searchCustomers = async (q: string): Promise<Customer[]> =>
  (await ask<{ customers: Customer[] }>("GET", `/customers?limit=8&q=${own(q)}`)).customers;
export const getCustomer = (id: string): Promise<Customer> => ask("GET", `/customers/${own(id)}`);
export const makeCustomer = (change: CustomerChange): Promise<Customer> =>
  ask("POST", "/customers", change);
export const changeCustomer = (
  id: string,
  version: number,
  change: CustomerChange,
): Promise<Customer> => ask("PATCH", `/customers/${own(id)}`, { version, ...change });
export const callsOf = async (id: string): Promise<PastCall[]> =>
  (await ask<{ calls: PastCall[] }>("GET", `/customers/${own(id)}/calls?limit=8`)).calls;
export const outsideOf = async (id: string): Promise<OutsideSource[]> =>
  (await ask<{ sources: OutsideSource[] }>("GET", `/customers/${own(id)}/outside`)).sources;
