/** The cards of the list: those that a search finds, or all by name, page after page. */
import { useSignal } from "@preact/signals";
import type { Customer } from "../../api/customers";
import { listCards } from "../../api/customers-page";
import { useLoad } from "../../app/load";
import { report } from "../../app/notices";

export interface Cards {
  rows: readonly Customer[];
  busy: boolean;
  trouble: string;
  /** Whether an answer is here at all. */
  known: boolean;
  more: boolean;
  loadMore: () => Promise<void>;
  again: () => void;
}

export function useCards(q: string): Cards {
  const first = useLoad(`q ${q}`, () => listCards(q));
  const later = useSignal<{ to: unknown; rows: Customer[]; next: string | null } | null>(null);
  const added = later.value?.to === first.data ? later.value : null;
  const next = added ? added.next : (first.data?.next ?? null);

  const loadMore = async () => {
    if (next === null) return;
    try {
      const page = await listCards(q, next);
      const before = added?.rows ?? [];
      later.value = { to: first.data, rows: [...before, ...page.customers], next: page.next };
    } catch (error) {
      report(error);
    }
  };

  return {
    rows: [...(first.data?.customers ?? []), ...(added?.rows ?? [])],
    busy: first.busy,
    trouble: first.trouble,
    known: first.data !== null,
    more: next !== null,
    loadMore,
    again: first.again,
  };
}
