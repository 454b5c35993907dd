/** The right of the screen: who the caller is. It never stands in the way of an answer. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { changeCustomer, type Customer } from "../../../api/customers";
import { report } from "../../../app/notices";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { subject } from "../here";
import { taken } from "../phone-here";
import { CallerHistory } from "../past-calls";
import { Printed } from "../printed";
import { sameNumber } from "../seek";
import { CustomerCard, Mark, Person } from "./card";
import { Edit, type EditAsked } from "./edit";
import { aboutNow, found, lookFor, open, settle, shown, type Found } from "./found";
import { Search } from "./search";

export function CustomerPanel() {
  const about = subject.value;
  useEffect(() => void lookFor(subject.peek()), [about?.call, about?.number]);
  return (
    <section
      class="panel customer"
      aria-labelledby="customer-title"
      data-focus="customer"
      tabIndex={taken.value ? 0 : -1}
    >
      <h2 id="customer-title">
        {t("customer.title")} <Printed of="customer" />
        <span class="grow" />
        <Mark />
      </h2>
      <Inside />
    </section>
  );
}

function Inside() {
  const editing = useSignal<EditAsked | null>(null);
  const now = found.value;
  const one = shown.value?.customer ?? null;
  const number = now.kind === "found" ? now.number : "";
  const edit = (customer: Customer | null) => {
    editing.value = { customer, number, about: aboutNow() };
  };
  // What somebody types into a card is not lost to the next call.
  if (editing.value) return <Edit {...editing.value} onDone={() => (editing.value = null)} />;
  if (one) return <One customer={one} now={now} onEdit={() => edit(one)} />;
  switch (now.kind) {
    case "loading":
      return <div class="skeleton customer-skeleton" aria-busy="true" />;
    case "trouble":
      return (
        <div class="told amber">
          <p>{now.why}</p>
          <button type="button" class="button" onClick={() => void lookFor(subject.peek())}>
            {t("shell.try_again")}
          </button>
        </div>
      );
    case "none_asked":
      return <Search onChoose={(customer) => open(customer, false)} hint={t("customer.idle")} />;
    case "found":
      return now.customers.length > 0 ? (
        <Several now={now} />
      ) : (
        <Newcomer number={number} onMake={() => edit(null)} />
      );
  }
}

type FoundSome = Extract<Found, { kind: "found" }>;

function Several({ now }: { now: FoundSome }) {
  return (
    <>
      <p class="muted">{t("customer.several", { n: now.customers.length })}</p>
      <ul class="people">
        {now.customers.map((each) => (
          <li key={each.id}>
            <button type="button" class="choice" onClick={() => open(each, false)}>
              <Person customer={each} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Newcomer({ number, onMake }: { number: string; onMake: () => void }) {
  return (
    <>
      <p>
        {number ? t("customer.new") : t("customer.anonymous")}{" "}
        <bdi class="figures">{number}</bdi>
      </p>
      <div class="deeds">
        <button type="button" class="button primary" disabled={taken.value} onClick={onMake}>
          <Icon name="user" />
          {t("customer.make")}
        </button>
      </div>
      <Search
        hint={number ? t("customer.link_hint") : ""}
        onChoose={(customer) => open(customer, false)}
      />
      <CallerHistory number={number} without={subject.value?.call} />
    </>
  );
}

/** The number of this call becomes one of the card's. */
async function link(customer: Customer, number: string): Promise<void> {
  const numbers = [...customer.numbers.map((each) => each.as_given || each.number), number];
  const about = aboutNow();
  settle(await changeCustomer(customer.id, customer.version, { numbers }), about);
}

function One(props: { customer: Customer; now: Found; onEdit: () => void }) {
  const { customer, now, onEdit } = props;
  const number = now.kind === "found" ? now.number : "";
  const has = customer.numbers.some((each) => sameNumber(each.number, number));
  const asks = number !== "" && !shown.value?.sure && !has;
  const others = now.kind !== "found" || !now.sure;
  return (
    <>
      {asks ? (
        <div class="told amber link">
          <p>{t("customer.maybe_told")}</p>
          <div class="deeds">
            <button
              type="button"
              class="button"
              disabled={taken.value}
              onClick={() => void link(customer, number).catch(report)}
            >
              <Icon name="check" />
              {t("customer.link")}
            </button>
          </div>
        </div>
      ) : null}
      <CustomerCard key={customer.id} customer={customer} onEdit={onEdit} />
      {others ? (
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            shown.value = null;
            if (now.kind === "found") found.value = { ...now, customers: rest(now, customer) };
          }}
        >
          {t(now.kind === "found" ? "customer.another" : "customer.close")}
        </button>
      ) : null}
    </>
  );
}

/** The only one that it may have been is not it; of several, all stay to choose from. */
const rest = (now: FoundSome, refused: Customer): readonly Customer[] =>
  now.customers.length > 1 ? now.customers : now.customers.filter((one) => one.id !== refused.id);
