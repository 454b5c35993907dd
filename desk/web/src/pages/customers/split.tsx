/** A card taken apart: the numbers that another card is to have. */
import { useSignal } from "@preact/signals";
import type { Customer } from "../../api/customers";
import { splitCard } from "../../api/customers-page";
import { t } from "../../i18n/catalogue";
import { titleOf } from "./names";
import { Sheet } from "./sheet";

interface Props {
  card: Customer;
  onDone: (part: Customer) => void;
  onClose: () => void;
}

export function SplitSheet({ card, onDone, onClose }: Props) {
  const chosen = useSignal<readonly string[]>([]);
  const n = chosen.value.length;
  const tick = (number: string, on: boolean) => {
    const rest = chosen.value.filter((each) => each !== number);
    chosen.value = on ? [...rest, number] : rest;
  };
  return (
    <Sheet
      title={t("cards.split_title", { name: titleOf(card) })}
      action={t("cards.split_act", { n })}
      waits={n === 0 || n === card.numbers.length}
      act={async () => onDone(await splitCard(card.id, chosen.value))}
      onClose={onClose}
    >
      <fieldset class="cust-ticks">
        <legend>{t("cards.split_which")}</legend>
        {card.numbers.map((each) => (
          <label key={each.number}>
            <input
              type="checkbox"
              checked={chosen.value.includes(each.number)}
              onChange={(event) => tick(each.number, event.currentTarget.checked)}
            />
            <bdi class="figures">{each.shown || each.number}</bdi>
          </label>
        ))}
      </fieldset>
      <p class={n === card.numbers.length ? "red-text" : "muted"}>
        {t(n === card.numbers.length ? "cards.split_not_all" : "cards.split_told")}
      </p>
    </Sheet>
  );
}
