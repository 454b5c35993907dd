/** A customer's card as it is read: who it is, its numbers, what was before, what others know. */
import type { ComponentChildren } from "preact";
import { callsOf, outsideOf, type Customer, type OutsideSource } from "../../../api/customers";
import { useLoad } from "../../../app/load";
import { plan } from "../../../app/plan";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { plainName, tongueName } from "../../../parts/words";
import { CallBack } from "../call-back";
import { colleague, useNames } from "../consult";
import { taken } from "../phone-here";
import { Rows } from "../past-calls";
import { subject } from "../here";
import { found, shown } from "./found";

/** How sure it is: sure, maybe, several or new. */
export function Mark() {
  const now = found.value;
  if (now.kind !== "found" || (shown.value && !shown.value.sure && now.customers.length === 0)) {
    return null;
  }
  if (shown.value?.sure) {
    return (
      <span class="state ready">
        <Icon name="check" />
        {t("customer.sure")}
      </span>
    );
  }
  const some = now.customers.length;
  return (
    <span class={`state ${some > 0 ? "hold" : "talking"}`}>
      <Icon name={some > 0 ? "help" : "user"} />
      {t(some > 0 ? "customer.maybe" : "customer.new_mark")}
    </span>
  );
}

export function Person({ customer }: { customer: Customer }) {
  const first = customer.numbers[0];
  return (
    <span class="person-line">
      <strong>
        <bdi class="clip" dir="auto">
          {customer.name || customer.company || first?.shown || t("customer.unnamed")}
        </bdi>
        {customer.vip ? <Vip /> : null}
      </strong>
      <span class="muted">
        <bdi class="clip" dir="auto">
          {[customer.name ? customer.company : "", first?.shown].filter(Boolean).join(" · ")}
        </bdi>
      </span>
    </span>
  );
}

const Vip = () => (
  <span class="state hold vip">
    <Icon name="star" />
    {t("customer.vip")}
  </span>
);

export function CustomerCard(props: { customer: Customer; onEdit: () => void }) {
  const { customer, onEdit } = props;
  return (
    <div class="card">
      <div class="card-head">
        <div class="grow">
          <p class="card-name">
            <bdi dir="auto">{customer.name || t("customer.unnamed")}</bdi>
            {customer.vip ? <Vip /> : null}
          </p>
          {customer.company ? (
            <p class="muted">
              <bdi dir="auto">{customer.company}</bdi>
            </p>
          ) : null}
        </div>
        <button
          type="button"
          class="bare"
          aria-label={t("customer.edit")}
          title={t("customer.edit")}
          disabled={taken.value}
          onClick={onEdit}
        >
          <Icon name="wrap_up" />
        </button>
      </div>
      {customer.notes ? (
        <p class="card-notes">
          <bdi dir="auto">{customer.notes}</bdi>
        </p>
      ) : null}
      <ul class="card-numbers">
        {customer.numbers.map((each) => (
          <li key={each.number}>
            <bdi class="figures">{each.shown || each.number}</bdi>
            <CallBack number={each.number} />
          </li>
        ))}
      </ul>
      <Fields customer={customer} />
      <Outside id={customer.id} />
      <Before id={customer.id} />
    </div>
  );
}

/** What the plan asks for first, in its order; then what else the card holds. */
function Fields({ customer }: { customer: Customer }) {
  useNames(customer.preferred_operator);
  const known = plan.value?.customer_fields ?? [];
  const rest = Object.keys(customer.fields).filter((name) => !known.some((f) => f.name === name));
  const all = [...known, ...rest.map((name) => ({ name, label: plainName(name), kind: "text" }))];
  const filled = all.filter(({ name }) => customer.fields[name]);
  return (
    <dl class="card-fields">
      {customer.language ? (
        <Line name={t("customer.language")}>{tongueName(customer.language)}</Line>
      ) : null}
      {customer.preferred_operator ? (
        <Line name={t("customer.preferred")}>{colleague(customer.preferred_operator)}</Line>
      ) : null}
      {filled.map(({ name, label, kind }) => (
        <Line key={name} name={label}>
          {wordsOf(customer.fields[name] ?? "", kind)}
        </Line>
      ))}
    </dl>
  );
}

const wordsOf = (value: string, kind: string): string =>
  kind === "yes_no" ? t(value === "yes" ? "customer.yes" : "customer.no") : value;

function Line({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        <bdi dir="auto">{children}</bdi>
      </dd>
    </div>
  );
}

function Before({ id }: { id: string }) {
  const calls = useLoad(id, () => callsOf(id));
  return (
    <div class="card-part">
      <h3>{t("customer.calls")}</h3>
      <Rows from={calls} without={subject.value?.call} empty={t("customer.no_calls")} />
    </div>
  );
}

/** Each system with its own face: a slow one does not hold up the others. */
function Outside({ id }: { id: string }) {
  const asked = useLoad(id, () => outsideOf(id));
  if (asked.trouble) return null;
  if (!asked.data) return <div class="skeleton outside-skeleton" aria-busy="true" />;
  return (
    <>
      {asked.data.map((source) => (
        <Source key={source.source} source={source} again={asked.again} />
      ))}
    </>
  );
}

function Source({ source, again }: { source: OutsideSource; again: () => void }) {
  const { status, values } = source;
  const lines = Object.entries(values);
  return (
    <div class="card-part outside">
      <h3>
        <bdi class="clip grow">{source.label || plainName(source.source)}</bdi>
        {status === "ok" ? null : (
          <>
            <span class={`state ${status === "down" ? "missed" : "hold"}`} title={source.why}>
              <Icon name={status === "down" ? "missed" : "waiting"} />
              {t(`outside.${status}`)}
            </span>
            <button type="button" class="bare" onClick={again}>
              {t("outside.again")}
            </button>
          </>
        )}
      </h3>
      {lines.length > 0 ? (
        <dl class="card-fields">
          {lines.map(([name, value]) => (
            <Line key={name} name={plainName(name)}>
              {value}
            </Line>
          ))}
        </dl>
      ) : status === "ok" ? (
        <p class="muted">{t("outside.none")}</p>
      ) : null}
    </div>
  );
}
