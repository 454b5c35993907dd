/** Looking customers up as one types. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { searchCustomers, type Customer } from "../../../api/customers";
import { useLoad } from "../../../app/load";
import { t } from "../../../i18n/catalogue";
import { Person } from "./card";

const PAUSE_MS = 200;
const LEAST = 2;

export function Search(props: { hint: string; onChoose: (customer: Customer) => void }) {
  const typed = useSignal("");
  const asked = useSignal("");
  useEffect(() => {
    const timer = setTimeout(() => (asked.value = typed.value.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  const wanted = asked.value.length >= LEAST ? asked.value : null;
  const hits = useLoad(wanted, () => searchCustomers(asked.value));
  return (
    <div class="customer-search">
      <input
        type="search"
        autocomplete="off"
        maxLength={80}
        aria-label={t("customer.search")}
        placeholder={t("customer.search")}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      {hits.trouble ? <p class="red-text">{hits.trouble}</p> : null}
      {hits.data ? (
        <ul class="people">
          {hits.data.map((each) => (
            <li key={each.id}>
              <button type="button" class="choice" onClick={() => props.onChoose(each)}>
                <Person customer={each} />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p class="muted">{props.hint}</p>
      )}
      {hits.data?.length === 0 ? <p class="muted">{t("customer.no_hit")}</p> : null}
    </div>
  );
}
