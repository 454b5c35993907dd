/** Every act by its name, found by typing: what can be done now comes first. */
import { useSignal } from "@preact/signals";
import { t } from "../../i18n/catalogue";
import { acts, dialOut, endShift, mayDial, perform } from "./acts";
import { deeds, printed, type Deed } from "./bindings";
import { dialog } from "./here";
import { OptionList, type Option } from "./option-list";
import { bindings } from "./printed";
import { fits, isNumber } from "./seek";
import { Sheet, closeSheet } from "./sheet";

export function Palette() {
  const typed = useSignal("");
  const options = optionsFor(typed.value);
  const choose = (id: string) => {
    const number = typed.value.trim();
    closeSheet();
    // After the dialog is gone, so that what is focused then keeps the focus.
    setTimeout(() => {
      if (id === "call") dialOut(number);
      else if (id === "end-shift") endShift();
      else perform(id as Deed);
    });
  };
  return (
    <Sheet title={t("palette.title")} class="palette">
      <OptionList
        label={t("palette.search")}
        options={options}
        typed={typed.value}
        onType={(text) => (typed.value = text)}
        onChoose={choose}
        empty={t("palette.none")}
      />
    </Sheet>
  );
}

function optionsFor(typed: string): Option[] {
  const found: Option[] = [];
  if (isNumber(typed) && mayDial()) {
    found.push({ id: "call", line: <b>{t("palette.call", { number: typed.trim() })}</b> });
  }
  for (const deed of deeds) {
    const name = t(acts[deed].name());
    if (deed === "palette" || !acts[deed].can() || !fits(typed, name)) continue;
    found.push({
      id: deed,
      line: (
        <>
          <span class="grow">{name}</span>
          {printed(bindings.value[deed]).map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </>
      ),
    });
  }
  const over = t("operator.end_shift");
  if (dialog.value && fits(typed, over)) found.push({ id: "end-shift", line: over });
  return found;
}
