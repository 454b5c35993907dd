/** The queues: how they stand, what a new caller would wait, and whether promises were kept. */
import { useEffect } from "preact/hooks";
import { getPromises } from "../../api/centre";
import type { Promises, PromiseRow } from "../../api/why";
import type { QueueCard } from "../../api/words";
import { useLoad } from "../../app/load";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { clockText, percentText } from "../../i18n/format";
import { board } from "../../live/live";
import { waitLimit } from "../../parts/states";
import { newcomerWords } from "../../parts/why/predicted";
import { Elapsed, queueName } from "../../parts/words";

const AGAIN_MS = 60_000;

export function QueueTable() {
  const promises = useLoad("today", getPromises);
  useEffect(() => {
    const timer = setInterval(promises.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const cards = board.queues.value;
  if (cards.length === 0) return null;
  return (
    <section class="panel queues" aria-labelledby="queues-title">
      <h2 id="queues-title">{t("queues.title")}</h2>
      <div class="queues-scroll" tabIndex={0} role="group" aria-labelledby="queues-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("filter.queue")}</th>
              <th scope="col">{t("queues.waiting")}</th>
              <th scope="col">{t("queues.longest")}</th>
              <th scope="col">{t("queues.ready")}</th>
              <th scope="col">{t("queues.newcomer")}</th>
              <th scope="col">{t("queues.promised")}</th>
              <th scope="col">{t("queues.kept")}</th>
            </tr>
          </thead>
          <tbody>
            {cards.map((card) => (
              <Line key={card.queue} card={card} promises={promises.data} />
            ))}
          </tbody>
        </table>
      </div>
      <Hint promises={promises.data} trouble={promises.trouble} />
    </section>
  );
}

function Line({ card, promises }: { card: QueueCard; promises: Promises | null }) {
  const threshold = plan.value?.queues.find((known) => known.queue === card.queue)?.threshold_s;
  return (
    <tr>
      <th scope="row">
        <bdi class="clip">{queueName(card.queue)}</bdi>
      </th>
      <td>{card.waiting}</td>
      <td>
        {card.longest_since ? (
          <Elapsed since={card.longest_since} limit={waitLimit(threshold)} />
        ) : (
          <span class="muted">–</span>
        )}
      </td>
      <td>{card.operators_ready}</td>
      <td>{newcomerWords(card) ?? <span class="muted">–</span>}</td>
      <Kept rows={promises?.rows.filter((row) => row.queue === card.queue) ?? null} />
    </tr>
  );
}

/** What was promised in a queue today. Shares of hours weigh as many calls as they are of. */
function Kept({ rows }: { rows: readonly PromiseRow[] | null }) {
  const sum = (of: (row: PromiseRow) => number) => (rows ?? []).reduce((n, row) => n + of(row), 0);
  const promised = sum((row) => row.promised);
  const answered = sum((row) => row.answered);
  const kept = sum((row) => (row.kept_p90 ?? 0) * row.answered);
  if (promised === 0) {
    return (
      <>
        <td class="muted">{rows === null ? "–" : t("queues.none_promised")}</td>
        <td class="muted">–</td>
      </>
    );
  }
  const share = percentText(language(), answered === 0 ? null : kept / answered);
  return (
    <>
      <td>{promised}</td>
      <td class={answered === 0 ? "muted" : undefined}>
        {answered === 0
          ? t("queues.none_answered")
          : t("queues.kept_of", { share, n: answered })}
      </td>
    </>
  );
}

function Hint({ promises, trouble }: { promises: Promises | null; trouble: string }) {
  if (trouble) return <p class="red-text">{trouble}</p>;
  if (!promises || promises.all.promised === 0) return null;
  const error = promises.all.median_error_s;
  return (
    <p class="hint muted">
      {t("queues.kept_hint")}
      {error === null ? null : ` ${t("queues.error_hint", { time: clockText(error) })}`}
    </p>
  );
}
