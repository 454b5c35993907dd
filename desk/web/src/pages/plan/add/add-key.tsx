/** A new key of a menu: choose the key, choose or make where it leads. And a new step alone. */
import { useSignal } from "@preact/signals";
import type { Edit, Place } from "../../../api/plan-words";
import { t } from "../../../i18n/catalogue";
import { Dialog } from "../dialog";
import { doc, edit } from "../draft";
import { keypad, set } from "../edits";
import { Choice } from "../forms/controls";
import { targetGroups } from "../forms/target";
import { boxTitle, targetId, targetName } from "../names";
import { show } from "../place";
import { keyHolders, makeStep, type NewStep } from "./make";
import { NewStepFields, emptyStep, isComplete } from "./new-step";

const NEW = "+";

export function AddKey(props: { holder: string | undefined; onClose: () => void }) {
  const plan = doc.value;
  const holders = plan ? keyHolders(plan) : [];
  const menu = useSignal(props.holder ?? holders[0]?.id ?? "");
  const holder = holders.find((known) => known.id === menu.value);
  const used = holder?.keys ?? {};
  const free = keypad.find((key) => !(key in used)) ?? "";
  const chosen = useSignal("");
  const key = chosen.value && !(chosen.value in used) ? chosen.value : free;
  const target = useSignal(NEW);
  const step = useSignal<NewStep>(emptyStep);
  const ready =
    holder !== undefined && key !== "" && (target.value !== NEW || isComplete(step.value));
  const done = async () => {
    if (!plan || !holder) return;
    const edits: Edit[] = [];
    let to = target.value;
    if (to === NEW) {
      const made = makeStep(plan, step.value, backOf(menu.value));
      edits.push(...made.edits);
      to = made.target;
    }
    edits.push(set([...holder.place, key], to));
    props.onClose();
    if (await edit(...edits)) show("flow", menu.value);
  };
  return (
    <Dialog
      title={t("plan.add_menu_key")}
      action={t("plan.add_key")}
      disabled={!ready}
      onDone={() => void done()}
      onClose={props.onClose}
    >
      {holders.length > 1 ? (
        <label class="ask-field">
          <span>{t("plan.in_menu")}</span>
          <Choice
            value={menu.value}
            options={[]}
            groups={[
              { label: t("plan.menus"), options: optionsOf("flow/") },
              { label: t("plan.queues"), options: optionsOf("queue/") },
            ]}
            onChange={(id) => (menu.value = id)}
          />
        </label>
      ) : null}
      <div class="ask-columns">
        <div>
          <Keypad used={used} chosen={key} onChoose={(wanted) => (chosen.value = wanted)} />
          <p class="ask-told">
            {t("plan.key_told", {
              key,
              menu: menu.value ? boxTitle(menu.value) : "",
              target: target.value === NEW ? step.value.name || "…" : targetName(target.value),
            })}
          </p>
        </div>
        <div>
          <label class="ask-field">
            <span>{t("plan.leads_to")}</span>
            <Choice
              value={target.value}
              options={[{ value: NEW, label: t("plan.something_new") }]}
              groups={targetGroups()}
              onChange={(value) => (target.value = value)}
            />
          </label>
          {target.value === NEW ? <NewStepFields step={step} /> : null}
        </div>
      </div>
    </Dialog>
  );

  function optionsOf(room: string) {
    return holders
      .filter((known) => known.id.startsWith(room))
      .map((known) => ({ value: known.id, label: boxTitle(known.id) }));
  }
}

/** A step goes back to the menu; a queue's own key leads back into the queue. */
const backOf = (holder: string): string => holder.slice(holder.indexOf("/") + 1);

function Keypad(props: {
  used: Record<string, string>;
  chosen: string;
  onChoose: (key: string) => void;
}) {
  return (
    <fieldset class="keypad">
      <legend>{t("plan.which_key")}</legend>
      <div>
        {keypad.map((key) => {
          const taken = props.used[key];
          return (
            <label
              key={key}
              class={`keycap${taken ? " taken" : ""}${key === props.chosen ? " on" : ""}`}
              title={taken ? targetName(taken) : undefined}
            >
              <input
                type="radio"
                class="unseen"
                name="key"
                aria-label={taken ? `${key}: ${targetName(taken)}` : key}
                disabled={taken !== undefined}
                checked={key === props.chosen}
                onChange={() => props.onChoose(key)}
              />
              <span>{key}</span>
              {taken ? <small class="clip">{targetName(taken)}</small> : null}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

export function AddStep(props: { place: Place; back: string; onClose: () => void }) {
  const step = useSignal<NewStep>(emptyStep);
  const done = async () => {
    if (!doc.value) return;
    const made = makeStep(doc.value, step.value, props.back);
    props.onClose();
    if (await edit(...made.edits, set(props.place, made.target)))
      show("flow", targetId(made.target));
  };
  return (
    <Dialog
      title={t("plan.new_step")}
      action={t("plan.add")}
      disabled={!isComplete(step.value)}
      onDone={() => void done()}
      onClose={props.onClose}
    >
      <NewStepFields step={step} />
    </Dialog>
  );
}
