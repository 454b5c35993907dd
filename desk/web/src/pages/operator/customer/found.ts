/** Whose card is on the screen: found by the caller's number, or looked up by hand. */
import { computed, signal } from "@preact/signals";
import { byNumber, type Customer } from "../../../api/customers";
import { getCall } from "../../../api/centre";
import { sentence } from "../../../app/notices";
import type { Subject } from "../here";
import { sameNumber } from "../seek";

export type Found =
  | { kind: "none_asked" }
  | { kind: "loading"; call: string }
  | { kind: "trouble"; call: string; why: string }
  | { kind: "found"; call: string; number: string; sure: boolean; customers: readonly Customer[] };

const nobody: Found = { kind: "none_asked" };
export const found = signal<Found>(nobody);
/** The card that is open, and whether it is known to be the caller's. */
export const shown = signal<{ customer: Customer; sure: boolean } | null>(null);

/** The caller's name, where its number leaves no doubt. */
export const knownName = computed(() =>
  found.value.kind === "found" && shown.value?.sure ? shown.value.customer.name : "",
);

/** The caller's number as its card writes it, which is easier to read. */
export const shownNumber = (number: string): string =>
  shown.value?.customer.numbers.find((each) => each.number === number)?.shown || number;

let turn = 0;

/** Look for whoever the call is from; without a call, nobody is shown. */
export async function lookFor(subject: Subject | null): Promise<void> {
  turn += 1;
  const mine = turn;
  shown.value = null;
  found.value = subject ? { kind: "loading", call: subject.call } : nobody;
  if (!subject) return;
  const { call } = subject;
  let next: Found;
  let first: Customer | undefined;
  try {
    const number = subject.number ?? (await getCall(call)).call.caller;
    const answer = number ? await byNumber(number) : null;
    const sure = answer?.match === "sure";
    const customers = answer && answer.match !== "none" ? answer.customers : [];
    if (sure || customers.length === 1) first = customers[0];
    next = { kind: "found", call, number, sure, customers };
  } catch (error) {
    next = { kind: "trouble", call, why: sentence(error) };
  }
  if (mine !== turn) return;
  found.value = next;
  if (first) open(first, next.kind === "found" && next.sure);
}

export function open(customer: Customer, sure: boolean): void {
  shown.value = { customer, sure };
}

/** What the panel is about now: a call, or nothing. */
export const aboutNow = (): string => (found.value.kind === "none_asked" ? "" : found.value.call);

/**
 * A card was made, changed or got the number: from now on it is the caller's for sure. When
 * another call has come meanwhile, that one stays on the screen.
 */
export function settle(customer: Customer, about: string): void {
  const now = found.peek();
  if (about !== aboutNow()) return;
  const caller =
    now.kind === "found" &&
    customer.numbers.some((each) => sameNumber(each.number, now.number));
  if (now.kind === "found" && caller) {
    found.value = { ...now, sure: true, customers: [customer] };
  }
  shown.value = { customer, sure: caller || (shown.peek()?.sure ?? false) };
}
