/** The customer's calls before, from any of its numbers, each to be heard again in its line. */
import { useSignal } from "@preact/signals";
import type { PastCall } from "../../api/customers";
import { pastCalls } from "../../api/customers-page";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { InlinePlayer } from "../../parts/inline-player";
import { OutcomeMark } from "../../parts/outcome";
import { Length, operatorName, queueName, Unseen } from "../../parts/words";
import { Icon } from "./icon";
import { whenText } from "./names";

const FIRST = 10;
const MOST = 200;

export function History({ id }: { id: string }) {
  const limit = useSignal(FIRST);
  const asked = useLoad(`${id} ${limit.value}`, () => pastCalls(id, limit.value));
  const rows = asked.data ?? [];
  const more = rows.length >= limit.value && limit.value < MOST;
  return (
    <section class="cust-part">
      <h3>{t("cards.calls")}</h3>
      {asked.trouble ? <p class="red-text">{asked.trouble}</p> : null}
      {!asked.data && !asked.trouble ? <div class="rows skeleton" aria-busy="true" /> : null}
      {asked.data && rows.length === 0 ? <p class="muted">{t("cards.no_calls")}</p> : null}
      <ul class="cust-calls">
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      {more ? (
        <button
          type="button"
          class="button"
          onClick={() => (limit.value = limit.value === FIRST ? 50 : MOST)}
        >
          {t("cards.more_calls")}
        </button>
      ) : null}
    </section>
  );
}

function Row({ row }: { row: PastCall }) {
  const when = whenText(row.arrived_at);
  const out = row.direction === "out";
  const whose = [
    row.queue ? queueName(row.queue) : "",
    row.operator ? operatorName(row.operator) : "",
  ].filter(Boolean);
  return (
    <li>
      <span class="cust-call-what">
        <a
          class="figures"
          href={`/manager?day=all&call=${encodeURIComponent(row.id)}`}
          data-inside="yes"
        >
          {out ? <Icon name="outside" /> : null}
          {out ? <Unseen>{t("cards.call_out")} </Unseen> : null}
          <time dateTime={row.arrived_at}>{when}</time>
        </a>
        <bdi class="clip muted">{whose.join(" · ") || "–"}</bdi>
      </span>
      <span class="cust-call-came">
        <OutcomeMark row={row} />
        {row.talked_s === null ? null : (
          <span class="figures muted">
            <Length seconds={row.talked_s} />
          </span>
        )}
      </span>
      {row.recording ? (
        <InlinePlayer recording={row.recording} lengthS={row.talked_s ?? 0} about={when} />
      ) : null}
    </li>
  );
}
