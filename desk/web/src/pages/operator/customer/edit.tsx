/** A customer's card as a form, in its place. Two who change it at once are told so. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { getTargets } from "../../../api/calls";
import {
  changeCustomer,
  getCustomer,
  makeCustomer,
  type Customer,
  type CustomerChange,
} from "../../../api/customers";
import { ApiError } from "../../../api/http";
import type { CustomerField } from "../../../api/words";
import { useLoad } from "../../../app/load";
import { sentence } from "../../../app/notices";
import { plan } from "../../../app/plan";
import { t } from "../../../i18n/catalogue";
import { tongueName } from "../../../parts/words";
import { aboutNow, settle } from "./found";

export interface EditAsked {
  customer: Customer | null;
  /** The number of the call: that of a new card. */
  number: string;
  /** What the panel was about when the form was opened. */
  about: string;
}

export function Edit(props: EditAsked & { onDone: () => void }) {
  const { customer, number, about, onDone } = props;
  const form = useRef<HTMLFormElement>(null);
  const version = useSignal(customer?.version ?? 0);
  const trouble = useSignal("");
  const busy = useSignal(false);
  const team = useLoad("team", getTargets);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const save = async (change: CustomerChange) => {
    busy.value = true;
    trouble.value = "";
    try {
      settle(
        customer
          ? await changeCustomer(customer.id, version.value, change)
          : await makeCustomer(change),
        about,
      );
      onDone();
    } catch (error) {
      if (customer && error instanceof ApiError && error.code === "changed_meanwhile") {
        const newest = await getCustomer(customer.id).catch(() => null);
        if (newest) version.value = newest.version;
        trouble.value = t("customer.changed", { name: newest?.changed_by ?? "–" });
      } else trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };

  const numbers = customer?.numbers.map((each) => each.as_given || each.number) ?? [number];
  const fields = plan.value?.customer_fields ?? [];
  return (
    <form
      ref={form}
      class="card-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save(read(new FormData(event.currentTarget), fields, customer));
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      <Text name="name" label={t("customer.name")} value={customer?.name} />
      <Text name="company" label={t("customer.company")} value={customer?.company} />
      <Area name="numbers" label={t("customer.numbers")} value={numbers.join("\n")} rows={2} />
      <Choice
        name="language"
        label={t("customer.language")}
        value={customer?.language ?? ""}
        choices={(plan.value?.languages ?? []).map((tag) => [tag, tongueName(tag)])}
      />
      <Choice
        name="preferred_operator"
        label={t("customer.preferred")}
        value={customer?.preferred_operator ?? ""}
        choices={(team.data?.operators ?? []).map((each) => [each.operator, each.name])}
      />
      <label class="check">
        <input type="checkbox" name="vip" defaultChecked={customer?.vip ?? false} />
        {t("customer.vip")}
      </label>
      {fields.map((field) => (
        <Own key={field.name} field={field} value={customer?.fields[field.name] ?? ""} />
      ))}
      <Area name="notes" label={t("customer.notes")} value={customer?.notes ?? ""} rows={3} />
      {about === aboutNow() ? null : <p class="told amber">{t("customer.meanwhile")}</p>}
      <p class="red-text" role="alert">
        {trouble.value}
      </p>
      <div class="deeds">
        <button type="submit" class="button primary" disabled={busy.value}>
          {t("customer.save")}
        </button>
        <button type="button" class="button" onClick={onDone}>
          {t("customer.cancel")}
        </button>
      </div>
    </form>
  );
}

function read(
  form: FormData,
  own: readonly CustomerField[],
  customer: Customer | null,
): CustomerChange {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  // An empty value takes away what was there; what is not named stays.
  const fields: Record<string, string> = {};
  for (const { name } of own) {
    const value = text(`own.${name}`);
    if (value || customer?.fields[name]) fields[name] = value;
  }
  return {
    name: text("name"),
    company: text("company"),
    language: text("language"),
    vip: form.has("vip"),
    preferred_operator: text("preferred_operator") || null,
    notes: text("notes"),
    numbers: text("numbers")
      .split(/[\n;]+/)
      .map((each) => each.trim())
      .filter(Boolean),
    fields,
  };
}

interface FieldProps {
  name: string;
  label: string;
  value: string | undefined;
}

function Text(props: FieldProps & { date?: boolean; required?: boolean }) {
  const value = props.value ?? "";
  return (
    <label>
      <span>{props.label}</span>
      {props.date ? (
        <input name={props.name} type="date" required={props.required} defaultValue={value} />
      ) : (
        <input
          name={props.name}
          dir="auto"
          autocomplete="off"
          maxLength={500}
          required={props.required}
          defaultValue={value}
        />
      )}
    </label>
  );
}

function Area(props: FieldProps & { rows: number }) {
  return (
    <label>
      <span>{props.label}</span>
      <textarea
        name={props.name}
        dir="auto"
        rows={props.rows}
        maxLength={4000}
        defaultValue={props.value}
      />
    </label>
  );
}

/** A value that is kept but not offered any more stays to choose from. */
function Choice(props: FieldProps & { choices: readonly (readonly [string, string])[] }) {
  const { value = "", choices } = props;
  const known = value === "" || choices.some(([each]) => each === value);
  const all = known ? choices : [...choices, [value, value] as const];
  return (
    <label>
      <span>{props.label}</span>
      <select name={props.name} key={all.length} defaultValue={value}>
        <option value="">–</option>
        {all.map(([each, words]) => (
          <option key={each} value={each} selected={each === value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Own({ field, value }: { field: CustomerField; value: string }) {
  const name = `own.${field.name}`;
  const yesNo = [
    ["yes", t("customer.yes")],
    ["no", t("customer.no")],
  ] as const;
  if (field.kind === "yes_no" || field.kind === "choice") {
    const choices =
      field.kind === "yes_no" ? yesNo : field.choices.map((each) => [each, each] as const);
    return <Choice name={name} label={field.label} value={value} choices={choices} />;
  }
  return (
    <Text
      name={name}
      label={field.label}
      value={value}
      date={field.kind === "date"}
      required={field.required}
    />
  );
}
