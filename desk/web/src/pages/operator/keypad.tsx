/** The keys of a phone, for menus of others: clicked, or typed. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n/catalogue";
import { joined } from "./here";
import { own } from "./phone-here";
import { Sheet, closeSheet } from "./sheet";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export function Keypad() {
  const sent = useSignal("");
  const gone = !joined.value;
  useEffect(() => void (gone && closeSheet()), [gone]);
  const send = (digit: string) => {
    own.value?.sendDigit(digit);
    sent.value = `${sent.value}${digit}`.slice(-20);
  };
  return (
    <Sheet title={t("act.keypad")} class="keypad">
      <div
        role="group"
        aria-label={t("act.keypad")}
        onKeyDown={(event) => {
          if (!KEYS.includes(event.key)) return;
          event.preventDefault();
          send(event.key);
        }}
      >
        <output class="figures" aria-live="polite">
          {sent.value || " "}
        </output>
        <div class="keypad-keys">
          {KEYS.map((key, n) => (
            <button
              key={key}
              type="button"
              class="button"
              data-first={n === 4 ? "" : undefined}
              onClick={() => send(key)}
            >
              {key}
            </button>
          ))}
        </div>
      </div>
    </Sheet>
  );
}
