/** The draft tried over past calls, beside the plan in force. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getReplay, startReplay } from "../../../api/plan";
import type { PolicyResult, Replay, ReplayResult } from "../../../api/plan-words";
import { report } from "../../../app/notices";
import { language, t } from "../../../i18n/catalogue";
import { clockText, percentText } from "../../../i18n/format";
import { Icon } from "../icon";

const AGAIN_MS = 1_000;
const days = [7, 30] as const;

export function Replaying() {
  const state = useSignal<Replay | null>(null);
  const look = () =>
    void getReplay().then(
      (found) => (state.value = found),
      () => undefined,
    );
  const runs = state.value?.state === "running";
  useEffect(look, []);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(look, AGAIN_MS);
    return () => clearInterval(timer);
  }, [runs]);
  const start = async (count: number) => {
    try {
      state.value = await startReplay(count);
    } catch (error) {
      report(error);
    }
  };
  const now = state.value;
  return (
    <section class="replay" aria-labelledby="plan-replay">
      <header class="view-head">
        <h3 id="plan-replay">{t("plan.replay")}</h3>
        <span class="grow" />
        {days.map((count) => (
          <button
            key={count}
            type="button"
            class="button"
            disabled={runs}
            onClick={() => void start(count)}
          >
            {t("plan.last_days", { n: count })}
          </button>
        ))}
      </header>
      {runs && now ? (
        <div class="replay-runs" role="status">
          <progress max={1} value={now.progress} aria-label={t("plan.replay_runs")} />
          <span class="figures">{percentText(language(), now.progress)}</span>
          <span class="muted">{t("plan.replay_runs")}</span>
        </div>
      ) : null}
      {now?.state === "failed" ? (
        <p class="red-text">{now.told || t("plan.replay_failed")}</p>
      ) : null}
      {now?.state === "done" && now.result ? <Result result={now.result} /> : null}
      {!now || now.state === "none" ? <p class="muted">{t("plan.replay_hint")}</p> : null}
    </section>
  );
}

const measures = ["service_level", "wait_mean_s", "wait_p90_s", "abandonment"] as const;
type Measure = (typeof measures)[number];

const isShare = (name: Measure): boolean => name === "service_level" || name === "abandonment";
/** Less waiting and fewer who give up are better; a higher service level is. */
const isBetter = (name: Measure, diff: number): boolean =>
  name === "service_level" ? diff > 0 : diff < 0;

const ours = (result: ReplayResult): PolicyResult | undefined =>
  result.policies.find((each) => each.policy === "ours") ?? result.policies[0];

const shown = (name: Measure, value: number): string =>
  isShare(name) ? percentText(language(), value, 1) : clockText(Math.round(value));

function signed(name: Measure, value: number): string {
  const size = Math.abs(value);
  const sign = value > 0 ? "+" : value < 0 ? "−" : "±";
  const number = new Intl.NumberFormat(language(), { maximumFractionDigits: 1 });
  return `${sign}${number.format(isShare(name) ? size * 100 : size)}`;
}

function Result({ result }: { result: NonNullable<Replay["result"]> }) {
  const before = ours(result.published);
  const after = ours(result.draft);
  if (!before || !after) return null;
  const paired = result.draft.paired.find((each) => each.against === "published");
  // The calls of a single day say nothing of other days: then there is no interval.
  const spread = measures.some((name) => told(paired?.[name])?.ci95);
  return (
    <>
      <table class="comparison">
        <caption class="muted">{t("plan.replay_calls", { n: result.calls })}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t("plan.in_force")}</th>
            <th scope="col">{t("plan.draft")}</th>
            <th scope="col">{t("plan.difference")}</th>
          </tr>
        </thead>
        <tbody>
          {measures.map((name) => (
            <tr key={name}>
              <th scope="row">{t(`measure.${name}`)}</th>
              <td>{shown(name, before[name])}</td>
              <td>{shown(name, after[name])}</td>
              <Difference name={name} paired={paired?.[name]} diff={after[name] - before[name]} />
            </tr>
          ))}
        </tbody>
      </table>
      <p class="field-hint">{t(spread ? "plan.interval_hint" : "plan.same_calls_hint")}</p>
    </>
  );
}

const told = (paired: unknown) =>
  paired as { diff: number; ci95: [number, number] | null } | undefined;

/** The difference of the same calls, with the interval in which it truly lies 19 times in 20. */
function Difference(props: { name: Measure; paired: unknown; diff: number }) {
  const { name } = props;
  const paired = told(props.paired);
  const diff = paired?.diff ?? props.diff;
  const range = paired?.ci95;
  const sure = range ? range[0] > 0 || range[1] < 0 : false;
  const tone = !sure ? "" : isBetter(name, diff) ? "better" : "worse";
  const unit = isShare(name) ? t("plan.points") : t("plan.seconds");
  return (
    <td class={`diff ${tone}`}>
      {tone ? <Icon name={tone === "better" ? "check" : "missed"} /> : null}
      <strong>{signed(name, diff)}</strong> {unit}
      {range ? (
        <span class="muted">
          {" "}
          ({signed(name, range[0])} … {signed(name, range[1])})
        </span>
      ) : null}
      {tone ? (
        <span class="unseen"> {t(tone === "better" ? "plan.better" : "plan.worse")}</span>
      ) : null}
    </td>
  );
}
