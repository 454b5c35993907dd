/** A card's numbers: one in a line, added by a button or by Enter, taken away beside each. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";

interface Props {
  numbers: readonly string[];
  onChange: (numbers: readonly string[]) => void;
}

export function NumbersField({ numbers, onChange }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const wanted = useRef<number | null>(null);
  const shown = numbers.length > 0 ? numbers : [""];
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    list.current?.querySelectorAll("input")[wanted.current]?.focus();
    wanted.current = null;
  }, [numbers]);
  const add = () => {
    wanted.current = shown.length;
    onChange([...shown, ""]);
  };
  const remove = (n: number) => {
    wanted.current = Math.max(0, n - 1);
    onChange(shown.filter((_, at) => at !== n));
  };
  return (
    <fieldset class="cust-number-list">
      <legend>{t("cards.numbers")}</legend>
      <ul ref={list}>
        {shown.map((number, n) => (
          <li key={n}>
            <input
              type="tel"
              autocomplete="off"
              maxLength={80}
              aria-label={t("cards.number_n", { n: n + 1 })}
              value={number}
              onInput={(event) => {
                const text = event.currentTarget.value;
                onChange(shown.map((each, at) => (at === n ? text : each)));
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.currentTarget.value.trim() === "") return;
                if (n < shown.length - 1) return;
                event.preventDefault();
                add();
              }}
            />
            <button
              type="button"
              class="bare"
              aria-label={t("cards.number_remove", { number: number || String(n + 1) })}
              onClick={() => remove(n)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button quiet" onClick={add}>
        {t("cards.number_add")}
      </button>
    </fieldset>
  );
}
