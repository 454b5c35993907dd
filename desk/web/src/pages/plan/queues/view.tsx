/** The queues: cards beside each other, the form of one of them, and who serves what. */
import type { QueueDoc } from "../../../api/plan-words";
import { language, t } from "../../../i18n/catalogue";
import { percentText } from "../../../i18n/format";
import { board } from "../../../live/live";
import { Icon } from "../icon";
import { operatorName, plainName } from "../../../parts/words";
import { add } from "../add/adding";
import { doc, edit, findings, picture } from "../draft";
import { queuePlace, served, serves, set } from "../edits";
import { Findings } from "../flow/panel";
import { here, show } from "../place";
import { QueueForm } from "./form";

export function QueuesView() {
  const queues = doc.value?.queues ?? [];
  const { at } = here();
  const open = queues.find((queue) => queue.queue === at) ?? queues[0];
  const node = picture.value.nodes.find((known) => known.id === `queue/${open?.queue}`);
  const found = (node?.findings ?? []).flatMap((n) => findings.value[n] ?? []);
  return (
    <div class="plan-body">
      <section class="plan-main" aria-labelledby="plan-queues">
        <header class="view-head">
          <h2 id="plan-queues">{t("plan.queues")}</h2>
          <button type="button" class="button" onClick={() => add({ what: "queue" })}>
            <Icon name="add" />
            {t("plan.add_queue")}
          </button>
        </header>
        <ul class="queue-cards">
          {queues.map((queue) => (
            <li key={queue.queue}>
              <QueueCard queue={queue} open={queue === open} />
            </li>
          ))}
        </ul>
        <Matrix queues={queues} />
      </section>
      <aside class="plan-side" aria-label={t("plan.form")}>
        {open ? (
          <div class="form" key={open.queue}>
            <header class="form-head crew">
              <span class="kind-disc">
                <Icon name="people" />
              </span>
              <div>
                <h2>{open.name}</h2>
                <p class="muted">{t("kind.queue")}</p>
              </div>
            </header>
            <Findings found={found} />
            <QueueForm queue={open.queue} />
          </div>
        ) : null}
      </aside>
    </div>
  );
}

function QueueCard({ queue, open }: { queue: QueueDoc; open: boolean }) {
  const waiting = board.queues.value.find((card) => card.queue === queue.queue)?.waiting ?? 0;
  const who =
    queue.operators === "all" ? t("plan.everybody") : queue.operators.map(operatorName).join(", ");
  const hours = queue.waiting?.["hours"];
  return (
    <button
      type="button"
      class={open ? "queue-card open" : "queue-card"}
      aria-pressed={open}
      onClick={() => show("queues", queue.queue)}
    >
      <span class="queue-card-head">
        <strong class="clip">{queue.name}</strong>
        {waiting > 0 ? <span class="count">{t("queue.waiting", { n: waiting })}</span> : null}
      </span>
      <span class="clip" title={who}>
        {who || t("plan.nobody")}
      </span>
      <span class="muted">
        {t("plan.promise", {
          share: percentText(language(), Number(queue["objective"] ?? 0.8)),
          n: Number(queue["threshold_s"] ?? 20),
        })}
        {" · "}
        {hours ? plainName(String(hours)) : t("plan.always")}
      </span>
    </button>
  );
}

/** Operators down, queues across; a column that serves "everybody" says so at its head. */
function Matrix({ queues }: { queues: readonly QueueDoc[] }) {
  const cards = board.operators.value;
  const everybody = cards.map((card) => card.operator);
  const placeOf = (queue: QueueDoc) => [
    ...(doc.value ? (queuePlace(doc.value, queue.queue) ?? []) : []),
    "operators",
  ];
  const change = (queue: QueueDoc, operator: string, on: boolean) =>
    void edit(set(placeOf(queue), served(queue, operator, on, everybody)));
  return (
    <section class="matrix" aria-labelledby="plan-matrix">
      <h3 id="plan-matrix">{t("plan.who_serves")}</h3>
      <div class="matrix-scroll" tabIndex={0} role="group" aria-labelledby="plan-matrix">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("plan.operator")}</th>
              {queues.map((queue) => (
                <th scope="col" key={queue.queue}>
                  <bdi>{queue.name}</bdi>
                </th>
              ))}
            </tr>
            <tr class="matrix-all">
              <th scope="row">{t("plan.everybody")}</th>
              {queues.map((queue) => (
                <td key={queue.queue}>
                  <input
                    type="checkbox"
                    aria-label={`${t("plan.everybody")}: ${queue.name}`}
                    checked={queue.operators === "all"}
                    onChange={(event) =>
                      void edit(
                        set(placeOf(queue), event.currentTarget.checked ? "all" : everybody),
                      )
                    }
                  />
                </td>
              ))}
            </tr>
          </thead>
          <tbody>
            {cards.map((card) => (
              <tr key={card.operator}>
                <th scope="row">
                  <bdi>{card.name}</bdi>
                </th>
                {queues.map((queue) => (
                  <td key={queue.queue}>
                    <input
                      type="checkbox"
                      aria-label={`${card.name}: ${queue.name}`}
                      checked={serves(queue, card.operator)}
                      onChange={(event) =>
                        change(queue, card.operator, event.currentTarget.checked)
                      }
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
