/** Row one: this moment and this day, each figure with what it means. */
import type { ComponentChildren } from "preact";
import type { TodayCard } from "../../api/words";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { clockText, percentText } from "../../i18n/format";
import { board } from "../../live/live";
import { waitLimit, waitingSince } from "../../parts/states";
import { Elapsed } from "../../parts/words";
import { variantWords } from "./variant";

interface FigureProps {
  name: string;
  children: ComponentChildren;
  note?: ComponentChildren;
  tone?: string | undefined;
}

function Figure({ name, children, note, tone }: FigureProps) {
  return (
    <div class={`figure ${tone ?? ""}`}>
      <dt>{name}</dt>
      <dd class="value">{children}</dd>
      {note ? <dd class="note">{note}</dd> : null}
    </div>
  );
}

export function Figures() {
  const today = board.today();
  return (
    <section aria-label={t("figures.title")}>
      <dl class="figures-row">
        <Waiting />
        <LongestWait />
        {today ? <Day today={today} /> : null}
      </dl>
    </section>
  );
}

/** Waiting counts from the queues, which also know of calls that this screen does not see. */
function Waiting() {
  const queues = board.queues.value;
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const ready = board.operators.value.filter(
    (card) => card.availability === "ready" && card.activity === "idle",
  ).length;
  return (
    <Figure
      name={t("figures.waiting")}
      note={t("queue.ready", { n: ready })}
      tone={waiting > 0 ? "strong" : undefined}
    >
      {waiting}
    </Figure>
  );
}

function LongestWait() {
  const queues = board.queues.value;
  const since = queues
    .map((queue) => queue.longest_since)
    .filter((moment) => moment !== null)
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  const call = board.calls.value.find((card) => waitingSince(card) === since);
  const queue = plan.value?.queues.find((known) => known.queue === call?.queue);
  return (
    <Figure name={t("figures.longest")} note={queue ? <bdi>{queue.name}</bdi> : t("figures.now")}>
      {since ? <Elapsed since={since} limit={waitLimit(queue?.threshold_s)} /> : "–"}
    </Figure>
  );
}

function Day({ today }: { today: TodayCard }) {
  const level = today.service_level;
  const missed = level.value !== null && level.value < level.objective;
  const tag = language();
  const share = today.offered > 0 ? today.abandoned / today.offered : null;
  const mean = today.answer_time_mean_s;
  const p90 = today.answer_time_p90_s;
  return (
    <>
      <Figure
        name={t("figures.service_level")}
        tone={level.value === null ? undefined : missed ? "below wide" : "met wide"}
        note={
          <>
            {variantWords(level)} · {t("figures.objective")} {percentText(tag, level.objective)}
            {missed ? <strong> · {t("figures.below")}</strong> : null}
          </>
        }
      >
        {percentText(tag, level.value)}
      </Figure>
      <Figure
        name={t("figures.answered")}
        note={
          <>
            {t("figures.of_offered", { n: today.offered })}
            {today.lost > 0 ? (
              <span class="whole-line">{t("figures.lost", { n: today.lost })}</span>
            ) : null}
          </>
        }
      >
        {today.answered}
      </Figure>
      <Figure
        name={t("figures.abandoned")}
        note={
          <>
            {share === null ? t("figures.today") : percentText(tag, share, 1)}
            <Besides today={today} />
          </>
        }
      >
        {today.abandoned}
      </Figure>
      <Figure
        name={t("figures.answer_time")}
        note={p90 === null ? t("figures.mean") : t("figures.p90", { time: clockText(p90) })}
      >
        {mean === null ? "–" : clockText(mean)}
      </Figure>
    </>
  );
}

/** What became of callers who neither talked nor gave up; nothing where nobody did so. */
function Besides({ today }: { today: TodayCard }) {
  const told = (["overflowed", "callbacks", "messages"] as const)
    .filter((name) => (today[name] ?? 0) > 0)
    .map((name) => t(`figures.${name}`, { n: today[name] }));
  if (told.length === 0) return null;
  return <span class="whole-line">{t("figures.besides", { what: told.join(", ") })}</span>;
}
