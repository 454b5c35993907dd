/** The manager's screen: past calls by filter, and one of them with its recording. */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { listCalls } from "../../api/centre";
import type { CallRow } from "../../api/words";
import { Help, type HelpLine } from "../../app/help";
import { useKeys } from "../../app/keys";
import { useLoad } from "../../app/load";
import { report } from "../../app/notices";
import { plan } from "../../app/plan";
import { go, query } from "../../app/router";
import { t } from "../../i18n/catalogue";
import { dayOf } from "../../i18n/format";
import { board } from "../../live/live";
import { stop } from "../../parts/player";
import { Detail } from "./detail";
import { FilterBar } from "./filter-bar";
import { apiQuery, readFilters, writeFilters, type Filters } from "./filters";
import { CallList } from "./list";
import { focusRow, moveRow, seekBy, togglePlay } from "./moves";

const help: readonly HelpLine[] = [
  { keys: ["J", "K", "↓", "↑"], text: "key.rows" },
  { keys: ["Enter"], text: "key.open" },
  { keys: ["Space"], text: "key.play" },
  { keys: ["←", "→"], text: "key.seek" },
  { keys: ["J", "L"], text: "key.seek_beside" },
  { keys: ["Esc"], text: "key.back" },
  { keys: ["/"], text: "key.search" },
];

const SETTLE_MS = 1_200;

export function Page() {
  const today = dayOf(new Date(), plan.value?.timezone);
  const filters = readFilters(query.value, today);
  const change = (wanted: Partial<Filters>) =>
    go(writeFilters({ ...filters, ...wanted }, today), "search" in wanted);
  const list = useCalls(filters, today);
  const beside = useRef<HTMLElement>(null);
  const close = () => {
    const { call } = filters;
    stop();
    change({ call: "" });
    requestAnimationFrame(() => focusRow(call));
  };
  useEffect(() => stop, []);
  useManagerKeys(beside, filters, close);
  return (
    <main id="main" class={filters.call ? "manager open" : "manager"}>
      <h1 class="unseen">{t("screen.manager")}</h1>
      <FilterBar filters={filters} today={today} change={change} />
      <CallList
        rows={list.rows}
        total={list.total}
        busy={list.busy}
        trouble={list.trouble}
        filters={filters}
        today={today}
        more={list.more}
        onMore={list.loadMore}
      />
      <aside class="beside" aria-label={t("detail.title")} ref={beside}>
        {filters.call ? (
          <Detail key={filters.call} id={filters.call} onClose={close} />
        ) : (
          <p class="muted empty">{t("detail.none")}</p>
        )}
      </aside>
      <Help lines={help} />
    </main>
  );
}

/** J means "next row" in the list and "back five seconds" beside it: the focus decides. */
function useManagerKeys(
  beside: { current: HTMLElement | null },
  filters: Filters,
  close: () => void,
): void {
  const inside = (event: KeyboardEvent) => beside.current?.contains(event.target as Node) ?? false;
  useKeys({
    ArrowDown: (event) => !inside(event) && moveRow(1),
    ArrowUp: (event) => !inside(event) && moveRow(-1),
    KeyJ: (event) => (inside(event) ? seekBy(-5) : moveRow(1)),
    KeyK: (event) => !inside(event) && moveRow(-1),
    KeyL: () => seekBy(5),
    ArrowLeft: () => seekBy(-5),
    ArrowRight: () => seekBy(5),
    Space: (event) => {
      const onButton = (event.target as Element).closest("button, summary, input") !== null;
      return !onButton && togglePlay();
    },
    Escape: () => filters.call !== "" && void close(),
    Slash: () => {
      document.getElementById("search")?.focus();
    },
  });
}

/** The rows for these filters, page after page, fresh when a call of today ends. */
function useCalls(filters: Filters, today: string) {
  const question = apiQuery(filters).toString();
  const first = useLoad(plan.value ? question : null, () => listCalls(apiQuery(filters)));
  const later = useSignal<{ to: unknown; rows: CallRow[]; next: string | null } | null>(null);
  const added = later.value?.to === first.data ? later.value : null;
  const rows = [...(first.data?.calls ?? []), ...(added?.rows ?? [])];
  const next = added ? added.next : (first.data?.next_before ?? null);

  const loadMore = async () => {
    if (!next) return;
    try {
      const page = await listCalls(apiQuery(filters, next));
      const before = added?.rows ?? [];
      later.value = { to: first.data, rows: [...before, ...page.calls], next: page.next_before };
    } catch (error) {
      report(error);
    }
  };

  const again = useRef(first.again);
  again.current = first.again;
  useFresh(filters.day === null || filters.day === today, () => {
    if (!added) again.current();
  });
  const { busy, trouble, data } = first;
  return { rows, total: data?.total ?? null, busy, trouble, more: next !== null, loadMore };
}

/** Call `act` a moment after the living calls of the board have changed. */
function useFresh(wanted: boolean, act: () => void): void {
  const living = useComputed(() => board.calls.value.map((card) => card.call).join(" "));
  const latest = useRef({ wanted, act });
  latest.current = { wanted, act };
  useSignalEffect(() => {
    void living.value;
    const timer = setTimeout(() => latest.current.wanted && latest.current.act(), SETTLE_MS);
    return () => clearTimeout(timer);
  });
}
