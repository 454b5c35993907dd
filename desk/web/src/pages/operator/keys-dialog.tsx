/** Choosing one's own keys: press the new ones; what is taken or the browser's is refused. */
import { useSignal } from "@preact/signals";
import { nameOf } from "../../app/keys";
import { t } from "../../i18n/catalogue";
import { acts } from "./acts";
import { deeds, holderOf, keepBindings, printed, refusalOf, usual, type Deed } from "./bindings";
import { myName } from "./here";
import { bindings } from "./printed";
import { Sheet } from "./sheet";

const modifiers = /^(Control|Alt|Shift|Meta|AltGraph|CapsLock|Dead)/;

export function KeysDialog() {
  const waiting = useSignal<Deed | null>(null);
  const told = useSignal("");

  const bind = (deed: Deed, combination: string) => {
    bindings.value = { ...bindings.value, [deed]: combination };
    keepBindings(myName.peek(), bindings.value);
    waiting.value = null;
    told.value = "";
  };
  const press = (deed: Deed, event: KeyboardEvent) => {
    if (modifiers.test(event.key) || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return void (waiting.value = null);
    if (event.key === "Backspace" || event.key === "Delete") return bind(deed, "");
    const combination = nameOf(event);
    const holder = holderOf(bindings.value, combination);
    const refusal = refusalOf(combination);
    const keys = printed(combination).join(" ");
    if (refusal) told.value = t(`keys.refused_${refusal}`, { keys });
    else if (holder && holder !== deed) {
      told.value = t("keys.conflict", { keys, name: t(acts[holder].name()) });
    } else bind(deed, combination);
  };

  return (
    <Sheet title={t("keys.change")} class="keys">
      <p class="muted">{t("keys.how")}</p>
      <p class="red-text" role="status">
        {told.value}
      </p>
      <ul class="keys-list">
        {deeds.map((deed) => (
          <li key={deed}>
            <span class="grow">{t(acts[deed].name())}</span>
            <button
              type="button"
              class={`button ${waiting.value === deed ? "primary" : ""}`}
              aria-label={t("keys.of", {
                name: t(acts[deed].name()),
                keys: printed(bindings.value[deed]).join(" ") || t("keys.none"),
              })}
              onClick={() => {
                told.value = "";
                waiting.value = waiting.value === deed ? null : deed;
              }}
              onBlur={() => waiting.value === deed && (waiting.value = null)}
              onKeyDown={(event) => waiting.value === deed && press(deed, event)}
            >
              {waiting.value === deed
                ? t("keys.press")
                : printed(bindings.value[deed]).join(" ") || t("keys.none")}
            </button>
          </li>
        ))}
      </ul>
      <div class="sheet-deeds">
        <button
          type="button"
          class="button"
          onClick={() => {
            bindings.value = usual;
            keepBindings(myName.peek(), usual);
          }}
        >
          {t("keys.usual")}
        </button>
      </div>
    </Sheet>
  );
}
