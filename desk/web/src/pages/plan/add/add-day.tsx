/** An exceptional day in two steps: which day, and what holds on it. */
import { useSignal } from "@preact/signals";
import { plan } from "../../../app/plan";
import { t } from "../../../i18n/catalogue";
import { dayAfter, dayOf as today } from "../../../i18n/format";
import { plainName } from "../../../parts/words";
import { Dialog } from "../dialog";
import { doc, edit } from "../draft";
import { Choice } from "../forms/controls";
import { dayWord } from "../hours/forms";
import { readSpans, weekdays, writeSpans } from "../hours/week";
import { show } from "../place";
import { dayOf, makeDay, type NewDay } from "./make";

const hows = ["closed", "hours", "like"] as const;

export function AddDay(props: {
  calendar: string | undefined;
  date: string | undefined;
  onClose: () => void;
}) {
  const names = Object.keys(doc.value?.hours ?? {});
  const calendar = useSignal(props.calendar ?? names[0] ?? "");
  const tomorrow = dayAfter(today(new Date(), plan.value?.timezone), 1);
  const day = useSignal<NewDay>({
    date: props.date ?? tomorrow,
    until: "",
    name: "",
    how: "closed",
    hours: "09:00-13:00",
    like: "sun",
  });
  const now = day.value;
  const change = (over: Partial<NewDay>) => (day.value = { ...day.value, ...over });
  const spans = readSpans(now.hours);
  const ready =
    now.date !== "" && calendar.value !== "" && (now.how !== "hours" || (spans?.length ?? 0) > 0);
  const done = async () => {
    if (!doc.value) return;
    const hours = writeSpans(spans ?? []);
    props.onClose();
    if (await edit(makeDay(doc.value, calendar.value, dayOf({ ...now, hours }))))
      show("hours", calendar.value);
  };
  return (
    <Dialog
      title={t("plan.add_day")}
      action={t("plan.add_day_yes")}
      disabled={!ready}
      onDone={() => void done()}
      onClose={props.onClose}
    >
      {names.length > 1 ? (
        <label class="ask-field">
          <span>{t("field.hours")}</span>
          <Choice
            value={calendar.value}
            options={names.map((name) => ({ value: name, label: plainName(name) }))}
            onChange={(name) => (calendar.value = name)}
          />
        </label>
      ) : null}
      <div class="ask-pair">
        <label class="ask-field">
          <span>{t("plan.day")}</span>
          <input
            type="date"
            required
            value={now.date}
            onInput={(event) => change({ date: event.currentTarget.value })}
          />
        </label>
        <label class="ask-field">
          <span>{t("plan.until")}</span>
          <input
            type="date"
            min={now.date}
            value={now.until}
            onInput={(event) => change({ until: event.currentTarget.value })}
          />
        </label>
      </div>
      <label class="ask-field">
        <span>{t("plan.day_name")}</span>
        <input
          type="text"
          maxLength={80}
          autocomplete="off"
          placeholder={t("plan.day_name_hint")}
          value={now.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
      </label>
      <fieldset class="ask-kinds three">
        <legend>{t("plan.on_this_day")}</legend>
        {hows.map((how) => (
          <label key={how} class={how === now.how ? "kind-choice on" : "kind-choice"}>
            <input
              type="radio"
              class="unseen"
              name="how"
              checked={how === now.how}
              onChange={() => change({ how })}
            />
            {t(`plan.day_${how}`)}
          </label>
        ))}
      </fieldset>
      {now.how === "hours" ? (
        <label class="ask-field">
          <span>{t("plan.day_hours")}</span>
          <input
            type="text"
            autocomplete="off"
            value={now.hours}
            onInput={(event) => change({ hours: event.currentTarget.value })}
          />
          <span class={spans === null ? "red-text" : "field-hint"}>
            {spans === null ? t("plan.spans_wrong") : t("plan.spans_hint")}
          </span>
        </label>
      ) : null}
      {now.how === "like" ? (
        <label class="ask-field">
          <span>{t("plan.like_which")}</span>
          <Choice
            value={now.like}
            options={weekdays.map((name) => ({ value: name, label: dayWord(name) }))}
            onChange={(like) => change({ like })}
          />
        </label>
      ) : null}
    </Dialog>
  );
}
