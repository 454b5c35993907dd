/** The list of calls: a table whose rows are links, so that each call has an address. */
import type { CallRow } from "../../api/words";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { dayText, timeText } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { OutcomeMark } from "../../parts/outcome";
import { Caller, Length, operatorName, queueName } from "../../parts/words";
import { go } from "../../app/router";
import { isNarrowed, writeFilters, type Filters } from "./filters";

interface Props {
  rows: readonly CallRow[];
  total: number | null;
  busy: boolean;
  trouble: string;
  filters: Filters;
  today: string;
  more: boolean;
  onMore: () => Promise<void>;
}

export function CallList(props: Props) {
  const { rows, total, busy, trouble, filters } = props;
  return (
    <section class={filters.day === null ? "calls days" : "calls"} aria-labelledby="calls-title" aria-busy={busy}>
      <h2 id="calls-title" aria-live="polite">
        {total === null ? t("list.title") : t("list.total", { n: total })}
      </h2>
      {trouble ? <p class="red-text empty">{trouble}</p> : null}
      {total === 0 ? (
        <div class="empty">
          <p>{isNarrowed(filters) ? t("list.none_fit") : t("list.none")}</p>
          <p class="muted">{isNarrowed(filters) ? t("list.none_fit_hint") : t("list.none_hint")}</p>
        </div>
      ) : null}
      {rows.length > 0 ? <Table {...props} /> : null}
      {total === null && !trouble ? <div class="rows skeleton" /> : null}
      {props.more ? (
        <button type="button" class="button wide" onClick={() => void props.onMore()}>
          {t("list.more")}
        </button>
      ) : null}
    </section>
  );
}

function Table({ rows, filters, today }: Props) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("list.when")}</th>
          <th scope="col">{t("list.caller")}</th>
          <th scope="col">{t("list.outcome")}</th>
          <th scope="col">{t("list.operator")}</th>
          <th scope="col">{t("list.queue")}</th>
          <th scope="col" class="right">
            {t("list.waited")}
          </th>
          <th scope="col" class="right">
            {t("list.talked")}
          </th>
          <th scope="col">
            <span class="unseen">{t("list.recording")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} filters={filters} today={today} />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: { row: CallRow; filters: Filters; today: string }) {
  const { row, filters, today } = props;
  const open = filters.call === row.id;
  const address = writeFilters({ ...filters, call: row.id }, today);
  const zone = plan.value?.timezone;
  return (
    <tr
      class={open ? "open" : undefined}
      onClick={(event) => {
        // The link in the row follows itself, also into another tab.
        if ((event.target as Element).closest("a") === null) go(address);
      }}
    >
      <td>
        <a
          href={address}
          data-inside="yes"
          data-call={row.id}
          aria-current={open ? "true" : undefined}
          class="figures"
        >
          {filters.day === null ? `${dayText(language(), row.arrived_at, zone)} ` : ""}
          <time dateTime={row.arrived_at}>
            {timeText(language(), row.arrived_at, zone, filters.day !== null)}
          </time>
        </a>
      </td>
      <td>
        <Caller number={row.caller} name={row.caller_name} />
      </td>
      <td>
        <OutcomeMark row={row} />
      </td>
      <td>
        <bdi class="clip">{row.operator ? operatorName(row.operator) : "–"}</bdi>
      </td>
      <td>
        <bdi class="clip muted">{row.queue ? queueName(row.queue) : "–"}</bdi>
      </td>
      <td class="right figures">
        <Length seconds={row.waited_s} />
      </td>
      <td class="right figures">
        <Length seconds={row.talked_s} />
      </td>
      <td class="mark">
        {row.recording && row.ended_at ? (
          <span title={t("list.has_recording")}>
            <Icon name="play" />
            <span class="unseen">{t("list.has_recording")}</span>
          </span>
        ) : null}
      </td>
    </tr>
  );
}
