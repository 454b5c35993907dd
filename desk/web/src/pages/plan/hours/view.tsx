/** The calendars: a week as it will be, and beside it what makes it so. */
import { useSignal } from "@preact/signals";
import { getWeek } from "../../../api/plan";
import { useLoad } from "../../../app/load";
import { plan } from "../../../app/plan";
import { t } from "../../../i18n/catalogue";
import { dayAfter, dayOf } from "../../../i18n/format";
import { Icon } from "../icon";
import { HoursSwitch } from "../../../parts/standing";
import { plainName } from "../../../parts/words";
import { add } from "../add/adding";
import { doc, draft, findings } from "../draft";
import { Findings } from "../flow/panel";
import { here, show } from "../place";
import { WeekChart, dateOf } from "./chart";
import { Holidays, SpecialDays, WeeklyHours } from "./forms";
import { mondayOf } from "./week";

export function HoursView() {
  const calendars = Object.keys(doc.value?.hours ?? {});
  const { at } = here();
  const calendar = calendars.includes(at) ? at : (calendars[0] ?? "");
  const own = doc.value?.hours[calendar];
  const found = findings.value.filter(
    (each) => each.place[0] === "hours" && each.place[1] === calendar,
  );
  return (
    <div class="plan-body">
      <section class="plan-main" aria-labelledby="plan-hours">
        <header class="view-head">
          <h2 id="plan-hours">{t("plan.view_hours")}</h2>
          <div class="pills" role="group" aria-label={t("plan.calendars")}>
            {calendars.map((name) => (
              <button
                key={name}
                type="button"
                class="pill"
                aria-pressed={name === calendar}
                onClick={() => show("hours", name)}
              >
                {plainName(name)}
              </button>
            ))}
            <button type="button" class="pill add" onClick={() => add({ what: "calendar" })}>
              <Icon name="add" />
              {t("plan.add_calendar")}
            </button>
          </div>
        </header>
        {own ? (
          <Week key={calendar} calendar={calendar} />
        ) : (
          <p class="muted">{t("plan.no_calendars")}</p>
        )}
        {own && (plan.value?.calendars ?? []).includes(calendar) ? (
          <div class="by-hand">
            <h3>{t("plan.right_now")}</h3>
            <HoursSwitch calendar={calendar} />
          </div>
        ) : null}
      </section>
      <aside class="plan-side" aria-label={t("plan.form")}>
        {own ? (
          <div class="form" key={calendar}>
            <Findings found={found} />
            <SpecialDays calendar={calendar} doc={own} />
            <WeeklyHours calendar={calendar} doc={own} />
            <Holidays calendar={calendar} doc={own} />
          </div>
        ) : null}
      </aside>
    </div>
  );
}

function Week({ calendar }: { calendar: string }) {
  const today = dayOf(new Date(), plan.value?.timezone);
  const monday = useSignal(mondayOf(today));
  const since = monday.value;
  const question = `${calendar}/${since}/${draft.value?.version ?? 0}`;
  const week = useLoad(question, () => getWeek(calendar, since));
  const move = (days: number) => (monday.value = dayAfter(since, days));
  return (
    <>
      <div class="week-head">
        <button
          type="button"
          class="button square"
          aria-label={t("plan.week_before")}
          onClick={() => move(-7)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="button square"
          aria-label={t("plan.week_after")}
          onClick={() => move(7)}
        >
          <Icon name="next" />
        </button>
        <h3 aria-live="polite">{`${dateOf(since)} – ${dateOf(dayAfter(since, 6), true)}`}</h3>
        <button
          type="button"
          class="button quiet"
          disabled={since === mondayOf(today)}
          onClick={() => (monday.value = mondayOf(today))}
        >
          {t("plan.this_week")}
        </button>
      </div>
      {week.trouble ? <p class="red-text">{week.trouble}</p> : null}
      {week.data ? (
        <WeekChart
          days={week.data}
          own={doc.value?.hours[calendar]?.days ?? []}
          onDay={(date) => add({ what: "day", calendar, date })}
        />
      ) : (
        <div class="rows skeleton" />
      )}
    </>
  );
}
