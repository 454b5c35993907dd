/** The card beside the list: read, changed, joined with another one, taken apart, forgotten. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { getCustomer, type Customer, type CustomerNumber } from "../../api/customers";
import { useLoad } from "../../app/load";
import { tell } from "../../app/notices";
import { me } from "../../app/session";
import { t } from "../../i18n/catalogue";
import { Menu, type Item } from "../../parts/menu";
import { draftOf, fieldKey } from "./draft";
import { Edit } from "./edit";
import { EraseSheet } from "./erase";
import { History } from "./history";
import { Icon } from "./icon";
import { kept } from "./kept";
import { Vip } from "./list";
import { mayAnswer, mayJoin } from "./may";
import { MergeSheet } from "./merge";
import { labelOf, planFields, shownValue, titleOf, whenText } from "./names";
import { Outside } from "./outside";
import { show } from "./place";
import { SplitSheet } from "./split";

interface PanelProps {
  id: string;
  /** The list is to be asked again. */
  onChange: () => void;
  onClose: () => void;
}

export function CardPanel({ id, onChange, onClose }: PanelProps) {
  const asked = useLoad(id, () => getCustomer(id));
  const card = asked.data;
  const editing = useSignal(kept.has(id));
  const done = () => {
    asked.again();
    onChange();
  };
  // A card that was merged answers with the one that it is a part of now.
  useEffect(() => {
    if (card && card.id !== id) show({ at: card.id });
  }, [card?.id]);
  if (asked.trouble && !card) {
    return (
      <div class="cust-panel">
        <Head title={t("cards.card")} onClose={onClose} />
        <p class="red-text">{asked.trouble}</p>
        <button type="button" class="button" onClick={asked.again}>
          {t("shell.try_again")}
        </button>
      </div>
    );
  }
  if (!card) return <div class="cust-panel skeleton" aria-busy="true" />;
  if (editing.value) {
    const over = () => {
      editing.value = false;
      requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-change]")?.focus());
    };
    return (
      <div class="cust-panel">
        <Head title={titleOf(card)} onClose={onClose} />
        <Edit
          card={card}
          onCancel={over}
          onSaved={() => {
            over();
            done();
          }}
        />
      </div>
    );
  }
  return (
    <Read
      card={card}
      onEdit={() => (editing.value = true)}
      onDone={done}
      onErased={onChange}
      onClose={onClose}
    />
  );
}

export function NewPanel({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  return (
    <div class="cust-panel">
      <Head title={t("cards.new")} onClose={onClose} />
      <Edit
        card={null}
        onCancel={onClose}
        onSaved={(card) => {
          onDone();
          show({ at: card.id });
        }}
      />
    </div>
  );
}

function Head(props: { title: string; onClose: () => void; children?: ComponentChildren }) {
  return (
    <header class="cust-head">
      <h2>
        <bdi dir="auto">{props.title}</bdi>
        {props.children}
      </h2>
      <button type="button" class="bare" aria-label={t("cards.close")} onClick={props.onClose}>
        <Icon name="close" />
      </button>
    </header>
  );
}

type Asked = "" | "merge" | "split" | "erase";

interface ReadProps {
  card: Customer;
  onEdit: () => void;
  onDone: () => void;
  /** The card is gone: it cannot be asked for again, only the list. */
  onErased: () => void;
  onClose: () => void;
}

function Read({ card, onEdit, onDone, onErased, onClose }: ReadProps) {
  const asked = useSignal<Asked>("");
  const over = () => (asked.value = "");
  return (
    <div class="cust-panel">
      <Head title={titleOf(card)} onClose={onClose}>
        {card.vip ? <Vip /> : null}
      </Head>
      {card.name && card.company ? (
        <p class="muted cust-company">
          <bdi dir="auto">{card.company}</bdi>
        </p>
      ) : null}
      <Deeds card={card} onEdit={onEdit} onAsk={(deed) => (asked.value = deed)} />
      {card.notes ? (
        <p class="cust-notes">
          <bdi dir="auto">{card.notes}</bdi>
        </p>
      ) : null}
      <Numbers card={card} />
      <Facts card={card} />
      <Outside key={`outside ${card.id}`} id={card.id} />
      <History key={`history ${card.id} ${card.version}`} id={card.id} />
      <p class="muted cust-foot">
        {card.changed_at
          ? t("cards.changed_by", { name: card.changed_by ?? "–", when: whenText(card.changed_at) })
          : null}
      </p>
      {asked.value === "merge" ? (
        <MergeSheet
          card={card}
          onClose={over}
          onDone={(whole) => {
            over();
            onDone();
            tell(t("cards.merged", { name: titleOf(whole) }));
            show({ at: whole.id });
          }}
        />
      ) : null}
      {asked.value === "split" ? (
        <SplitSheet
          card={card}
          onClose={over}
          onDone={(part) => {
            over();
            onDone();
            tell(t("cards.split_done", { name: titleOf(part) }));
            show({ at: part.id });
          }}
        />
      ) : null}
      {asked.value === "erase" ? (
        <EraseSheet card={card} onClose={over} onErased={onErased} onLeave={onClose} />
      ) : null}
    </div>
  );
}

function Deeds(props: { card: Customer; onEdit: () => void; onAsk: (deed: Asked) => void }) {
  const roles = me.value?.roles ?? [];
  const items: Item[] = [];
  if (mayJoin(roles)) {
    items.push({ label: t("cards.merge"), act: () => props.onAsk("merge") });
    if (props.card.numbers.length > 1) {
      items.push({ label: t("cards.split"), act: () => props.onAsk("split") });
    }
  }
  if (mayAnswer(roles)) {
    items.push({ label: t("cards.erase"), danger: true, act: () => props.onAsk("erase") });
  }
  return (
    <div class="cust-deeds">
      <button type="button" class="button" data-change="yes" onClick={props.onEdit}>
        <Icon name="wrap_up" />
        {t("cards.change")}
      </button>
      {items.length > 0 ? (
        <Menu
          class="button"
          align="end"
          label={
            <>
              {t("cards.deeds")}
              <Icon name="down" />
            </>
          }
          items={items}
        />
      ) : null}
    </div>
  );
}

function Numbers({ card }: { card: Customer }) {
  if (card.numbers.length === 0) return <p class="muted">{t("cards.no_numbers")}</p>;
  return (
    <ul class="cust-numbers" aria-label={t("cards.numbers")}>
      {card.numbers.map((each) => (
        <li key={each.number}>
          <bdi class="figures">{each.shown || each.number}</bdi>
          {isAnother(each) ? (
            <span class="muted">
              {t("cards.as_given")} <bdi>{each.as_given}</bdi>
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

const digits = (text: string): string => text.replaceAll(/\D/g, "");

/** Whether somebody wrote the number with other digits than are shown. */
const isAnother = ({ as_given: given, shown, number }: CustomerNumber): boolean =>
  given !== "" && ![shown, number].some((form) => digits(form) === digits(given));

/** Language and operator, then the plan's fields in its order, then what else is there. */
function Facts({ card }: { card: Customer }) {
  const { said } = draftOf(card);
  const planned = planFields().map((field) => field.name);
  const rest = Object.keys(card.fields).filter((name) => !planned.includes(name));
  const keys = ["language", "preferred_operator", ...[...planned, ...rest].map(fieldKey)];
  const lines = keys.filter((key) => said[key]);
  if (lines.length === 0) return null;
  return (
    <dl class="cust-facts">
      {lines.map((key) => (
        <div key={key}>
          <dt>
            <bdi>{labelOf(key)}</bdi>
          </dt>
          <dd>
            <bdi dir="auto">{shownValue(key, said[key] ?? "")}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

