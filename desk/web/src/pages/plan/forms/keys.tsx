/** The keys of a menu, or of a queue in which callers wait: which leads where. */
import type { Place } from "../../../api/plan-words";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { add } from "../add/adding";
import { edit } from "../draft";
import { freeKeys, keypad, remove } from "../edits";
import { targetName } from "../names";
import { TargetChoice } from "./target";

const order = (key: string): number => keypad.findIndex((known) => known === key);

export function KeyRows(props: {
  place: Place;
  keys: Record<string, string>;
  back: string;
  holder?: string;
}) {
  const { place, keys, back } = props;
  const holder = props.holder ?? `flow/${String(place[1])}`;
  const rows = Object.entries(keys).sort(([a], [b]) => order(a) - order(b));
  return (
    <fieldset class="keys">
      <legend>{t("field.keys")}</legend>
      {rows.map(([key, target]) => (
        <div class="key-row" key={key}>
          <kbd>{key}</kbd>
          <TargetChoice
            label={t("plan.key_leads", { key })}
            place={[...place, key]}
            value={target}
            back={back}
          />
          <button
            type="button"
            class="bare"
            aria-label={t("plan.remove_key", { key, target: targetName(target) })}
            title={t("plan.remove")}
            disabled={rows.length === 1 && place[0] === "flow"}
            onClick={() => void edit(remove([...place, key]))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      {freeKeys(keys).length > 0 ? (
        <button type="button" class="button add-key" onClick={() => add({ what: "key", holder })}>
          <Icon name="add" />
          {t("plan.add_key")}
        </button>
      ) : null}
    </fieldset>
  );
}
