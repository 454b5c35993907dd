/** Notes of the call, saved as they are typed. */
import { useEffect } from "preact/hooks";
import { t } from "../../i18n/catalogue";
import { At } from "../../parts/words";
import { taken } from "./phone-here";
import { isLive } from "./here";
import { flushAll, keeperOf } from "./notes-world";
import { Printed } from "./printed";

const LONGEST = 20_000;
/** What a paste may bring and no screen can show. */
const UNSEEN = /[^\P{Cc}\n\t]/gu;

export function Notes({ call }: { call: string }) {
  const keeper = keeperOf(call);
  const state = keeper.state.value;
  useEffect(() => () => keeper.flush(), [call]);
  useEffect(() => void (isLive.value && flushAll()), [isLive.value]);
  return (
    <div class="notes">
      <h3>
        <label for="notes">{t("notes.title")}</label> <Printed of="notes" />
        <span class="grow" />
        <span class={`notes-state ${state}`} role="status">
          {t(`notes.${state}`)}
        </span>
      </h3>
      <textarea
        id="notes"
        data-focus="notes"
        dir="auto"
        maxLength={LONGEST}
        readOnly={taken.value}
        placeholder={t("notes.hint")}
        value={keeper.text.value}
        onInput={(event) => keeper.type(event.currentTarget.value.replaceAll(UNSEEN, ""))}
        onBlur={() => keeper.flush()}
      />
      <Conflict call={call} />
    </div>
  );
}

function Conflict({ call }: { call: string }) {
  const keeper = keeperOf(call);
  const theirs = keeper.theirs.value;
  if (!theirs) return null;
  const mine = keeper.text.value;
  const settle = (text: string) => () => keeper.settle(text);
  return (
    <div class="told amber conflict" role="alert">
      <p>
        <strong>{t("notes.changed_by", { name: theirs.saved_by ?? "–" })}</strong>{" "}
        {theirs.saved_at ? <At moment={theirs.saved_at} /> : null}
      </p>
      <blockquote dir="auto">{theirs.text}</blockquote>
      <div class="deeds">
        <button type="button" class="button" onClick={settle(`${theirs.text}\n${mine}`)}>
          {t("notes.both")}
        </button>
        <button type="button" class="button" onClick={settle(mine)}>
          {t("notes.mine")}
        </button>
        <button type="button" class="button" onClick={settle(theirs.text)}>
          {t("notes.theirs")}
        </button>
      </div>
    </div>
  );
}
