/** How my queues stand: who waits and how long the longest has. */
import type { QueueCard } from "../../api/words";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { waitLimit } from "../../parts/states";
import { newcomerSpan } from "../../parts/why/predicted";
import { Elapsed, queueName } from "../../parts/words";

export function QueueChips({ own }: { own: readonly string[] }) {
  const cards = board.queues.value.filter((card) => own.length === 0 || own.includes(card.queue));
  return (
    <ul class="chips" aria-label={t("operator.queues")}>
      {cards.map((card) => {
        const threshold = plan.value?.queues.find((q) => q.queue === card.queue)?.threshold_s;
        return (
          <li key={card.queue} class={card.waiting > 0 ? "chip busy" : "chip"}>
            <bdi class="clip chip-name">{queueName(card.queue)}</bdi>
            <span>
              <strong class="figures">{t("queue.waiting", { n: card.waiting })}</strong>
            </span>
            {card.longest_since ? (
              <span>
                {t("queue.longest")}{" "}
                <Elapsed since={card.longest_since} limit={waitLimit(threshold)} />
              </span>
            ) : null}
            <span class="muted">{t("queue.ready", { n: card.operators_ready })}</span>
            <Newcomer card={card} />
          </li>
        );
      })}
    </ul>
  );
}

/** What a caller who comes now would wait. */
function Newcomer({ card }: { card: QueueCard }) {
  const span = newcomerSpan(card);
  if (span === null) return null;
  return <span class="muted">{t("predicted.newcomer", { span })}</span>;
}
