/** What is switched by hand: calendars closed for now, and the announcement of an incident. */
import { useSignal } from "@preact/signals";
import { closeHours, endIncident, openHours, startIncident } from "../api/standing";
import type { StandingCard } from "../api/words";
import { report } from "../app/notices";
import { plan } from "../app/plan";
import { language, t } from "../i18n/catalogue";
import { dayAfter, dayOf, dayText, momentAt, timeText } from "../i18n/format";
import { board } from "../live/live";
import { Icon } from "./icon";
import { Menu, type Item } from "./menu";
import { plainName, queueName } from "./words";

const act = (deed: Promise<unknown>): void => void deed.catch(report);

/** The end of this day in the centre's zone. */
function endOfDay(): Date {
  const zone = plan.value?.timezone;
  return momentAt(dayAfter(dayOf(new Date(), zone), 1), 0, zone);
}

function closings(calendar: string): Item[] {
  const until = (moment: Date) => () => act(closeHours(calendar, moment.toISOString()));
  return [
    { label: t("standing.for_hour"), act: () => until(new Date(Date.now() + 3_600_000))() },
    { label: t("standing.for_day"), act: () => until(endOfDay())() },
    { label: t("standing.for_good"), act: () => act(closeHours(calendar)) },
  ];
}

/** "18:00", or "1 Dec, 09:00" when it is not today. */
function momentWords(moment: string): string {
  const zone = plan.value?.timezone;
  const time = timeText(language(), moment, zone, false);
  const today = dayOf(new Date(), zone) === dayOf(new Date(moment), zone);
  return today ? time : `${dayText(language(), moment, zone)}, ${time}`;
}

export function HoursSwitch({ calendar, named }: { calendar: string; named?: boolean }) {
  const closed = board.standing()?.closed ?? {};
  const isClosed = calendar in closed;
  const until = closed[calendar];
  return (
    <div class={isClosed ? "switch on" : "switch"}>
      <span class="switch-what">
        {named ? <bdi class="switch-name">{plainName(calendar)}</bdi> : null}
        <span class={isClosed ? "red-text" : "muted"}>
          {!isClosed
            ? t("standing.by_plan")
            : until
              ? t("standing.closed_until", { time: momentWords(until) })
              : t("standing.closed_open_end")}
        </span>
      </span>
      {isClosed ? (
        <button type="button" class="button" onClick={() => act(openHours(calendar))}>
          {t("standing.open_again")}
        </button>
      ) : (
        <Menu
          class="button"
          align="end"
          label={
            <>
              {t("standing.close_now")}
              {named ? <span class="unseen">: {plainName(calendar)}</span> : null}
              <Icon name="down" />
            </>
          }
          items={closings(calendar)}
        />
      )}
    </div>
  );
}

export function IncidentSwitch() {
  const standing = board.standing();
  const prompts = plan.value?.incidents ?? [];
  const chosen = useSignal("");
  if (prompts.length === 0 && !standing?.incident) {
    return <p class="muted">{t("standing.none_planned")}</p>;
  }
  if (standing?.incident) return <Running standing={standing} />;
  const prompt = chosen.value || (prompts[0] ?? "");
  return (
    <div class="switch">
      <select
        aria-label={t("standing.incident")}
        value={prompt}
        onChange={(event) => (chosen.value = event.currentTarget.value)}
      >
        {prompts.map((name) => (
          <option key={name} value={name}>
            {plainName(name)}
          </option>
        ))}
      </select>
      <button type="button" class="button" onClick={() => act(startIncident(prompt, []))}>
        {t("standing.switch_on")}
      </button>
    </div>
  );
}

function Running({ standing }: { standing: StandingCard }) {
  const queues = standing.incident_queues.map(queueName).join(", ");
  return (
    <div class="switch on">
      <span class="switch-what">
        <bdi class="switch-name">{plainName(standing.incident)}</bdi>
        <span class="red-text">
          {queues ? t("standing.on_air_in", { queues }) : t("standing.on_air")}
        </span>
      </span>
      <button type="button" class="button" onClick={() => act(endIncident())}>
        {t("standing.switch_off")}
      </button>
    </div>
  );
}

/** The small panel for whoever answers for the day. */
export function StandingPanel() {
  const standing = board.standing();
  const calendars = plan.value?.calendars ?? [];
  if (!standing || (calendars.length === 0 && !plan.value?.incidents?.length)) return null;
  return (
    <section class="panel standing" aria-labelledby="standing-title">
      <h2 id="standing-title">
        {t("standing.title")}
        <span class="muted"> · {t("standing.revision", { n: standing.revision })}</span>
      </h2>
      <div class="standing-row">
        {calendars.length > 0 ? (
          <div>
            <h3>{t("standing.hours")}</h3>
            {calendars.map((calendar) => (
              <HoursSwitch key={calendar} calendar={calendar} named />
            ))}
          </div>
        ) : null}
        <div>
          <h3>{t("standing.incident")}</h3>
          <IncidentSwitch />
        </div>
      </div>
    </section>
  );
}
