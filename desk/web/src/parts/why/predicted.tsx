/** How long somebody will wait, as a range in words, or plainly why nobody can say. */
import type { CallCard, QueueCard } from "../../api/words";
import type { Silence } from "../../api/why";
import { t } from "../../i18n/catalogue";
import { now } from "../../live/live";
import { spanWords } from "./tell";

interface Prediction {
  p50: number | null;
  p90: number | null;
  silent: string;
}

const ofQueue = (card: QueueCard): Prediction => ({
  p50: card.forecast_p50_s,
  p90: card.forecast_p90_s,
  silent: card.silent,
});

/** A prediction is of a moment: what has passed since then is waited already. */
export function remaining(card: CallCard, nowMs: number): Prediction {
  const passed = card.forecast_at ? Math.max(0, (nowMs - Date.parse(card.forecast_at)) / 1000) : 0;
  const less = (seconds: number | null) => (seconds === null ? null : seconds - passed);
  return { p50: less(card.forecast_p50_s), p90: less(card.forecast_p90_s), silent: card.silent };
}

const silences: readonly string[] = ["thin_data", "nobody_serves", "beyond"] satisfies Silence[];

/** The words, or none when the service has said neither a wait nor why not. */
export function predictionWords({ p50, p90, silent }: Prediction): string | null {
  const span = spanWords(p50, p90, { t });
  if (span !== null) return span;
  if (!silent) return null;
  return silences.includes(silent) ? t(`predicted.${silent as Silence}`) : silent;
}

/** Only a range: silence is for those who plan, not for those who talk. */
export const newcomerSpan = (card: QueueCard): string | null =>
  spanWords(card.forecast_p50_s, card.forecast_p90_s, { t });

export const newcomerWords = (card: QueueCard): string | null => predictionWords(ofQueue(card));

/** Beside a wait that counts up: how much of it is likely still to come, until a phone rings. */
export function StillToWait({ card }: { card: CallCard }) {
  const rings = card.ringing.length > 0;
  const words = rings ? null : predictionWords(remaining(card, now.value));
  if (words === null) return null;
  return (
    <span class="predicted muted">
      <span class="unseen">{t("predicted.wait")} </span>
      {words}
    </span>
  );
}
