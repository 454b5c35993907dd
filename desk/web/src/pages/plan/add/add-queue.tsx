/** A new queue, and at once the key by which callers get into it. */
import { useSignal } from "@preact/signals";
import { t } from "../../../i18n/catalogue";
import { board } from "../../../live/live";
import { plainName } from "../../../parts/words";
import { Dialog } from "../dialog";
import { doc, edit } from "../draft";
import { freeKeys } from "../edits";
import { Choice, Tick } from "../forms/controls";
import { boxTitle } from "../names";
import { show } from "../place";
import { keyHolders, makeQueue, type NewQueue } from "./make";

export function AddQueue({ onClose }: { onClose: () => void }) {
  const plan = doc.value;
  const menus = plan ? keyHolders(plan).filter((known) => known.id.startsWith("flow/")) : [];
  const calendars = Object.keys(plan?.hours ?? {});
  const voicemail = Object.entries(plan?.flow ?? {}).find(
    ([, node]) => node.kind === "message",
  )?.[0];
  const queue = useSignal<NewQueue>({
    name: "",
    operators: "all",
    threshold_s: 20,
    objective: 0.8,
    hours: "",
    closed: voicemail ?? Object.keys(plan?.flow ?? {})[0] ?? "",
    menu: menus[0]?.name ?? "",
    key: freeKeys(menus[0]?.keys ?? {})[0] ?? "",
  });
  const now = queue.value;
  const change = (over: Partial<NewQueue>) => (queue.value = { ...queue.value, ...over });
  const free = freeKeys(menus.find((known) => known.name === now.menu)?.keys ?? {});
  const cards = board.operators.value;
  const chosen = now.operators === "all" ? [] : now.operators;
  const tick = (name: string, on: boolean) =>
    change({ operators: on ? [...chosen, name] : chosen.filter((known) => known !== name) });
  const ready = now.name.trim() !== "" && (now.operators === "all" || chosen.length > 0);
  const done = async () => {
    if (!plan) return;
    const made = makeQueue(plan, now);
    onClose();
    if (await edit(...made.edits)) show("queues", made.target);
  };
  return (
    <Dialog
      title={t("plan.add_queue")}
      action={t("plan.add_queue")}
      disabled={!ready}
      onDone={() => void done()}
      onClose={onClose}
    >
      <label class="ask-field">
        <span>{t("field.name")}</span>
        <input
          type="text"
          required
          maxLength={80}
          autocomplete="off"
          value={now.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
      </label>
      <fieldset class="who">
        <legend>{t("field.operators")}</legend>
        <Tick
          checked={now.operators === "all"}
          label={t("plan.everybody")}
          onChange={(on) => change({ operators: on ? "all" : [] })}
        />
        {now.operators === "all"
          ? null
          : cards.map((card) => (
              <Tick
                key={card.operator}
                checked={chosen.includes(card.operator)}
                label={card.name}
                onChange={(on) => tick(card.operator, on)}
              />
            ))}
      </fieldset>
      {menus.length > 0 ? (
        <div class="ask-pair">
          <label class="ask-field">
            <span>{t("plan.reached_from")}</span>
            <Choice
              value={now.menu}
              options={[
                ...menus.map((known) => ({ value: known.name, label: boxTitle(known.id) })),
                { value: "", label: t("plan.not_yet") },
              ]}
              onChange={(menu) =>
                change({
                  menu,
                  key: freeKeys(menus.find((known) => known.name === menu)?.keys ?? {})[0] ?? "",
                })
              }
            />
          </label>
          {now.menu ? (
            <label class="ask-field">
              <span>{t("plan.by_key")}</span>
              <Choice
                value={now.key}
                options={free.map((key) => ({ value: key, label: key }))}
                onChange={(key) => change({ key })}
              />
            </label>
          ) : null}
        </div>
      ) : null}
      <div class="ask-pair">
        <label class="ask-field">
          <span>{t("field.objective")}</span>
          <input
            type="number"
            min={1}
            max={100}
            value={Math.round(now.objective * 100)}
            onInput={(event) => change({ objective: Number(event.currentTarget.value) / 100 })}
          />
        </label>
        <label class="ask-field">
          <span>{t("field.threshold_s")}</span>
          <input
            type="number"
            min={1}
            max={3600}
            value={now.threshold_s}
            onInput={(event) => change({ threshold_s: Number(event.currentTarget.value) })}
          />
        </label>
      </div>
      {calendars.length > 0 && now.closed ? (
        <label class="ask-field">
          <span>{t("field.hours")}</span>
          <Choice
            value={now.hours}
            options={[
              { value: "", label: t("plan.always") },
              ...calendars.map((name) => ({ value: name, label: plainName(name) })),
            ]}
            onChange={(hours) => change({ hours })}
          />
        </label>
      ) : null}
    </Dialog>
  );
}
