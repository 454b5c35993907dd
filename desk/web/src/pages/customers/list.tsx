/** The list: a field that searches as one types, and rows that are links to cards. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Customer } from "../../api/customers";
import { go } from "../../app/router";
import { t } from "../../i18n/catalogue";
import { operatorName } from "../../parts/words";
import type { Cards } from "./cards";
import { Icon } from "./icon";
import { dateText, titleOf } from "./names";
import { addressOf, show } from "./place";
import { firstRow, moveRow } from "./rows";

const PAUSE_MS = 150;

export function SearchField({ q }: { q: string }) {
  const typed = useSignal(q);
  const wished = useRef(q);
  const wish = (text: string) => {
    wished.current = text.trim();
    show({ q: wished.current });
  };
  useEffect(() => {
    if (typed.value.trim() === wished.current) return undefined;
    const timer = setTimeout(() => wish(typed.value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  // The address may change by itself: back, forward, or a link.
  useEffect(() => {
    if (q === wished.current) return;
    wished.current = q;
    typed.value = q;
  }, [q]);
  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") moveRow(1);
    else if (event.key === "Enter") {
      if (typed.value.trim() !== wished.current) wish(typed.value);
      else firstRow()?.click();
    } else if (event.key === "Escape" && typed.value !== "") {
      typed.value = "";
      wish("");
    } else return;
    event.preventDefault();
  };
  return (
    <div class="cust-search">
      <Icon name="search" />
      <input
        id="cust-search"
        type="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={100}
        aria-label={t("cards.search")}
        placeholder={t("cards.search_hint")}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
        onKeyDown={press}
      />
    </div>
  );
}

export function CardList({ cards, q, at }: { cards: Cards; q: string; at: string }) {
  const { rows } = cards;
  return (
    <div class="cust-list">
      <p class="muted cust-count" role="status">
        {cards.known ? t(cards.more ? "cards.count_more" : "cards.count", { n: rows.length }) : ""}
      </p>
      {cards.trouble ? <p class="red-text">{cards.trouble}</p> : null}
      {cards.known && rows.length === 0 ? (
        <div class="cust-empty">
          <p>{t(q ? "cards.none_fit" : "cards.none")}</p>
          <p class="muted">{t(q ? "cards.none_fit_hint" : "cards.none_hint")}</p>
        </div>
      ) : null}
      {rows.length > 0 ? <Table rows={rows} q={q} at={at} /> : null}
      {!cards.known && !cards.trouble ? <div class="rows skeleton" aria-busy="true" /> : null}
      {cards.more ? (
        <button type="button" class="button wide" onClick={() => void cards.loadMore()}>
          {t("cards.more")}
        </button>
      ) : null}
    </div>
  );
}

function Table({ rows, q, at }: { rows: readonly Customer[]; q: string; at: string }) {
  return (
    <table class="cust-table">
      <thead>
        <tr>
          <th scope="col">{t("cards.name")}</th>
          <th scope="col">{t("cards.numbers")}</th>
          <th scope="col">{t("cards.preferred_operator")}</th>
          <th scope="col">{t("cards.changed")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((card) => (
          <Row key={card.id} card={card} q={q} open={card.id === at} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ card, q, open }: { card: Customer; q: string; open: boolean }) {
  const address = addressOf({ q, at: card.id });
  const [first, ...others] = card.numbers;
  return (
    <tr
      class={open ? "open" : undefined}
      onClick={(event) => {
        // The link in the row follows itself, also into another tab.
        if (!(event.target as Element).closest("a")) go(address);
      }}
    >
      <td>
        <a
          href={address}
          data-inside="yes"
          data-card={card.id}
          aria-current={open ? "true" : undefined}
        >
          <span class="cust-who">
            <bdi class="clip" dir="auto">
              {titleOf(card)}
            </bdi>
            {card.vip ? <Vip /> : null}
          </span>
          {card.name && card.company ? (
            <bdi class="clip muted" dir="auto">
              {card.company}
            </bdi>
          ) : null}
        </a>
      </td>
      <td>
        <span class="cust-numbers-cell figures">
          <bdi class="clip">{first?.shown ?? "–"}</bdi>
          {others.length > 0 ? (
            <span class="muted" title={others.map((each) => each.shown).join("\n")}>
              +{others.length}
            </span>
          ) : null}
        </span>
      </td>
      <td>
        <bdi class="clip">{card.preferred_operator ? operatorName(card.preferred_operator) : "–"}</bdi>
      </td>
      <td>
        {card.changed_at ? (
          <time class="clip" dateTime={card.changed_at}>
            {dateText(card.changed_at)}
          </time>
        ) : null}
      </td>
    </tr>
  );
}

export const Vip = () => (
  <span class="state hold cust-vip">
    <Icon name="star" />
    {t("cards.vip")}
  </span>
);
