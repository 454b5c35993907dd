/** Customers: a list that is searched as one types, and the card that is open beside it. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { EXPORT_ADDRESS } from "../../api/customers-page";
import { Help, type HelpLine } from "../../app/help";
import { useKeys } from "../../app/keys";
import { me } from "../../app/session";
import { t } from "../../i18n/catalogue";
import { stop } from "../../parts/player";
import { CardPanel, NewPanel } from "./card";
import { useCards } from "./cards";
import { Icon } from "./icon";
import { ImportSheet } from "./import";
import { CardList, SearchField } from "./list";
import { mayAnswer } from "./may";
import { here, NEW, show } from "./place";
import { focusRow, moveRow, searchField } from "./rows";

const help: readonly HelpLine[] = [
  { keys: ["/"], text: "key.search" },
  { keys: ["↓", "↑"], text: "cards.key_rows" },
  { keys: ["Enter"], text: "cards.key_open" },
  { keys: ["N"], text: "cards.new" },
  { keys: ["E"], text: "cards.change" },
  { keys: ["Esc"], text: "key.back" },
];

export function Page() {
  const { q, at } = here();
  const cards = useCards(q);
  const importing = useSignal(false);
  const close = () => {
    show({ at: "" });
    requestAnimationFrame(() => focusRow(at));
  };
  const beside = useRef<HTMLElement>(null);
  useEffect(() => stop, []);
  useEffect(() => beside.current?.scrollTo(0, 0), [at]);
  const inside = (event: KeyboardEvent) =>
    (event.target as Element | null)?.closest?.(".cust-beside") != null;
  useKeys({
    Slash: () => searchField()?.focus(),
    ArrowDown: (event) => (inside(event) ? false : moveRow(1)),
    ArrowUp: (event) => (inside(event) ? false : moveRow(-1)),
    KeyN: () => show({ at: NEW }),
    KeyE: () => document.querySelector<HTMLElement>("[data-change]")?.click(),
    Escape: () => (at === "" ? false : close()),
  });
  return (
    <main id="main" class={at ? "cust open" : "cust"}>
      <h1 class="unseen">{t("screen.customers")}</h1>
      <section class="cust-main" aria-busy={cards.busy}>
        <div class="cust-tools">
          <SearchField q={q} />
          <span class="grow" />
          {mayAnswer(me.value?.roles ?? []) ? (
            <Files onImport={() => (importing.value = true)} />
          ) : null}
          <button type="button" class="button primary" onClick={() => show({ at: NEW })}>
            <Icon name="add" />
            {t("cards.new")}
          </button>
        </div>
        <CardList cards={cards} q={q} at={at} />
      </section>
      <aside class="cust-beside" aria-label={t("cards.card")} ref={beside}>
        {at === NEW ? <NewPanel onDone={cards.again} onClose={close} /> : null}
        {at !== "" && at !== NEW ? (
          <CardPanel key={at} id={at} onChange={cards.again} onClose={close} />
        ) : null}
        {at === "" ? <p class="muted cust-nobody">{t("cards.none_open")}</p> : null}
      </aside>
      {importing.value ? (
        <ImportSheet onDone={cards.again} onClose={() => (importing.value = false)} />
      ) : null}
      <Help lines={help} />
    </main>
  );
}

function Files({ onImport }: { onImport: () => void }) {
  return (
    <>
      <button type="button" class="button" onClick={onImport}>
        {t("cards.import")}
      </button>
      <a class="button" href={EXPORT_ADDRESS} download="customers.csv" title={t("cards.export_told")}>
        {t("cards.export")}
      </a>
    </>
  );
}
