/** The forms of a calendar: weekly hours, public holidays, exceptional days, a file to read in. */
import { useSignal } from "@preact/signals";
import { readCalendarFile } from "../../../api/plan";
import type { CalendarDoc, DayDoc } from "../../../api/plan-words";
import { plan } from "../../../app/plan";
import { report, tell } from "../../../app/notices";
import { language, t } from "../../../i18n/catalogue";
import { dayOf } from "../../../i18n/format";
import { Icon } from "../icon";
import { add } from "../add/adding";
import { edit } from "../draft";
import { insert, put, remove, set } from "../edits";
import { Choice, Labelled, TextInput } from "../forms/controls";
import { dateOf } from "./chart";
import { countries } from "./countries";
import { changeDay, readSpans, weekOf, weekdays, writeSpans, type Weekday } from "./week";

interface Part {
  calendar: string;
  doc: CalendarDoc;
}

/** A Monday to begin with: only the names of the days are taken from it. */
const MONDAY = Date.UTC(2024, 0, 1, 12);

export function dayWord(day: Weekday): string {
  const moment = MONDAY + weekdays.indexOf(day) * 86_400_000;
  const name = new Intl.DateTimeFormat(language(), { weekday: "long", timeZone: "UTC" }).format(
    moment,
  );
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const spansWrong = (value: string): string =>
  readSpans(value) ? "" : t("plan.spans_wrong");

const tidy = (value: string): string => writeSpans(readSpans(value) ?? []);

export function WeeklyHours({ calendar, doc }: Part) {
  const week = weekOf(doc.week);
  return (
    <fieldset class="keys">
      <legend>{t("plan.weekly")}</legend>
      <div class="weekly">
        {weekdays.map((day) => (
          <div class="weekly-row" key={day}>
            <span>{dayWord(day)}</span>
            <TextInput
              value={week[day]}
              label={dayWord(day)}
              placeholder={t("plan.closed")}
              wrong={spansWrong}
              onChange={(value) => void edit(changeDay(calendar, doc.week, day, tidy(value)))}
            />
          </div>
        ))}
      </div>
      <p class="field-hint">{t("plan.spans_hint")}</p>
    </fieldset>
  );
}

export function Holidays({ calendar, doc }: Part) {
  const own = ["hours", calendar, "holidays"];
  const { holidays } = doc;
  const names = new Intl.DisplayNames([language()], { type: "region" });
  const options = countries
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((a, b) => a.label.localeCompare(b.label, language()));
  const choose = (country: string) => {
    if (!country) void edit(put(own, null));
    else void edit(set(holidays ? [...own, "country"] : own, holidays ? country : { country }));
  };
  return (
    <fieldset class="keys">
      <legend>{t("plan.holidays")}</legend>
      <div class="fields">
        <Labelled label={t("plan.country")}>
          {(id) => (
            <Choice
              id={id}
              value={holidays?.country ?? ""}
              options={[{ value: "", label: t("plan.no_holidays") }, ...options]}
              onChange={choose}
            />
          )}
        </Labelled>
        {holidays ? (
          <Labelled label={t("plan.holiday_hours")}>
            {(id) => (
              <TextInput
                id={id}
                value={holidays.hours ?? ""}
                placeholder={t("plan.closed")}
                wrong={spansWrong}
                onChange={(value) => void edit(set([...own, "hours"], tidy(value)))}
              />
            )}
          </Labelled>
        ) : null}
      </div>
      {(holidays?.except_days ?? []).map((name, n) => (
        <p class="day-row" key={name}>
          <span>{t("plan.open_on", { name })}</span>
          <button
            type="button"
            class="bare"
            onClick={() => void edit(remove([...own, "except_days", n]))}
          >
            {t("plan.remove")}
          </button>
        </p>
      ))}
    </fieldset>
  );
}

/** Days from today on, and how many are over: those stay in the plan, out of the way. */
export function SpecialDays({ calendar, doc }: Part) {
  const today = dayOf(new Date(), plan.value?.timezone);
  const all = (doc.days ?? []).map((day, at) => ({ day, at }));
  const coming = all
    .filter(({ day }) => (day.until ?? day.date) >= today)
    .sort((a, b) => a.day.date.localeCompare(b.day.date));
  const over = all.length - coming.length;
  return (
    <fieldset class="keys">
      <legend>{t("plan.special_days")}</legend>
      {coming.length === 0 ? <p class="muted">{t("plan.no_special_days")}</p> : null}
      <ul>
        {coming.map(({ day, at }) => (
          <li class="day-row" key={`${day.date}/${at}`}>
            <span class="day-when figures">
              {dateOf(day.date)}
              {day.until ? ` – ${dateOf(day.until)}` : ""}
            </span>
            <span class="day-what">
              <bdi class="clip">{day.name || t("plan.unnamed_day")}</bdi>
              <span class="muted">{hoursWords(day)}</span>
            </span>
            <button
              type="button"
              class="bare"
              aria-label={`${t("plan.remove")}: ${day.name || dateOf(day.date)}`}
              onClick={() => void edit(remove(["hours", calendar, "days", at]))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {over > 0 ? <p class="field-hint">{t("plan.days_over", { n: over })}</p> : null}
      <div class="row-of-buttons">
        <button type="button" class="button" onClick={() => add({ what: "day", calendar })}>
          <Icon name="add" />
          {t("plan.add_day")}
        </button>
        <Import calendar={calendar} doc={doc} />
      </div>
    </fieldset>
  );
}

function hoursWords(day: DayDoc): string {
  const like = weekdays.find((known) => known === day.like);
  if (like) return t("plan.like_day", { day: dayWord(like) });
  return day.hours || t("plan.closed");
}

function Import({ calendar, doc }: Part) {
  const busy = useSignal(false);
  const read = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    busy.value = true;
    try {
      const { days, messages } = await readCalendarFile(await file.text());
      const start = (doc.days ?? []).length;
      const place = (n: number) => ["hours", calendar, "days", start + n];
      if (days.length > 0) await edit(...days.map((day, n) => insert(place(n), bare(day))));
      tell(messages.length > 0 ? messages.join(" ") : t("plan.imported", { n: days.length }));
    } catch (error) {
      report(error);
    }
    busy.value = false;
    input.value = "";
  };
  return (
    <label class="button" aria-busy={busy.value}>
      <input
        type="file"
        class="unseen"
        accept=".ics,text/calendar"
        onChange={(event) => void read(event.currentTarget)}
      />
      {t("plan.import")}
    </label>
  );
}

/** Only what is said: nothing that is usual is written into the plan. */
const bare = (day: DayDoc): DayDoc =>
  Object.fromEntries(
    Object.entries(day).filter(([name, value]) =>
      name === "hours" ? value !== null : Boolean(value),
    ),
  ) as unknown as DayDoc;
