/** A week of a calendar as bars: one line a day, what rules it beside. */
import type { DayDoc, WeekDay } from "../../../api/plan-words";
import { plan } from "../../../app/plan";
import { language, t } from "../../../i18n/catalogue";
import { dayOf } from "../../../i18n/format";
import { Icon } from "../icon";
import { hoursShown, writeSpans } from "./week";

const WIDE = 1000;
const TALL = 34;
const BAR = 20;

export function WeekChart(props: {
  days: readonly WeekDay[];
  /** The calendar's own days; whatever else rules a day is a public holiday. */
  own: readonly DayDoc[];
  onDay: (day: string) => void;
}) {
  const { days, own, onDay } = props;
  const isOwn = ({ date }: WeekDay) =>
    own.some((day) => day.date <= date && date <= (day.until ?? day.date));
  const [from, to] = hoursShown(days.flatMap((day) => day.spans));
  const x = (minutes: number) => ((minutes / 60 - from) / (to - from)) * WIDE;
  const hours = Array.from({ length: to - from + 1 }, (_, n) => from + n);
  const today = dayOf(new Date(), plan.value?.timezone);
  return (
    <div class="week">
      <div class="week-hours" aria-hidden="true">
        <span />
        <ol>
          {hours
            .filter((hour) => (hour - from) % 2 === 0)
            .map((hour) => (
              <li key={hour}>{hour}</li>
            ))}
        </ol>
      </div>
      <ol>
        {days.map((day) => (
          <li key={day.date} class={day.date === today ? "week-day today" : "week-day"}>
            <button
              type="button"
              class="week-name"
              onClick={() => onDay(day.date)}
              title={t("plan.change_day")}
            >
              <span>{nameOf(day.date)}</span>
              <span class="muted">{dateOf(day.date)}</span>
            </button>
            <svg
              class={`week-bar${day.why ? (isOwn(day) ? " special" : " holiday") : ""}`}
              viewBox={`0 0 ${WIDE} ${TALL}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={day.spans.length > 0 ? writeSpans(day.spans) : t("plan.closed")}
            >
              {hours.map((hour) => (
                <line key={hour} x1={x(hour * 60)} x2={x(hour * 60)} y1={0} y2={TALL} />
              ))}
              {day.spans.map((span) => (
                <rect
                  key={span.start}
                  x={x(span.start)}
                  y={(TALL - BAR) / 2}
                  width={Math.max(2, x(span.until) - x(span.start))}
                  height={BAR}
                />
              ))}
            </svg>
            <span class="week-told">
              <span class={day.spans.length > 0 ? "figures" : "muted"}>
                {day.spans.length > 0 ? writeSpans(day.spans) : t("plan.closed")}
              </span>
              {day.why ? (
                <span class={isOwn(day) ? "why-day special" : "why-day holiday"}>
                  <Icon name={isOwn(day) ? "wrap_up" : "star"} />
                  <bdi class="clip" title={day.why}>
                    {day.why}
                  </bdi>
                </span>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);

export function nameOf(day: string): string {
  const name = new Intl.DateTimeFormat(language(), { weekday: "short", timeZone: "UTC" }).format(
    noon(day),
  );
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const dateOf = (day: string, year = false): string =>
  new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...(year ? { year: "numeric" } : {}),
  }).format(noon(day));
