/** What was before: this caller's calls with me, and my own recent ones, to be heard again. */
import { listCalls } from "../../api/centre";
import type { CallCard, CallPage, CallRow, OperatorCard } from "../../api/words";
import { useLoad, type Loaded } from "../../app/load";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { dayOf, dayText, timeText } from "../../i18n/format";
import { InlinePlayer } from "../../parts/inline-player";
import { OutcomeMark } from "../../parts/outcome";
import { Caller, Length, queueName } from "../../parts/words";

const OF_CALLER = 5;
const RECENT = 12;
const LONGEST_SEARCH = 100;
/** A number with control characters in it cannot be searched for: it never was a number. */
const SEARCHABLE = /^[^\p{C}]+$/u;

/** What this caller and I had before. Nothing is asked for a caller without a number. */
export function CallerHistory({ call }: { call: CallCard }) {
  const number = call.caller.slice(0, LONGEST_SEARCH);
  const known = number !== "" && SEARCHABLE.test(number);
  const before = useLoad(known ? `${number} ${call.call}` : null, () =>
    listCalls(new URLSearchParams({ search: number, limit: String(OF_CALLER + 1) })),
  );
  if (!known) return null;
  return (
    <section class="panel past" aria-labelledby="before-title">
      <h2 id="before-title">{t("past.of_caller")}</h2>
      <Rows
        from={before}
        without={call.call}
        atMost={OF_CALLER}
        empty={t("past.of_caller_none")}
        showCaller={false}
      />
    </section>
  );
}

export function RecentCalls(props: { card: OperatorCard; call: CallCard | undefined }) {
  const { card, call } = props;
  const { operator } = card;
  // The ledger learns of a call when it ends: ask again with every change of my counts or state.
  const turn = `${card.answered_today} ${card.missed_today} ${card.activity}`;
  const recent = useLoad(`${operator} ${turn}`, () =>
    listCalls(new URLSearchParams({ operator, limit: String(RECENT) })),
  );
  return (
    <section class="panel past" aria-labelledby="recent-title">
      <h2 id="recent-title">{t("past.recent")}</h2>
      <Rows
        from={recent}
        without={call?.call}
        atMost={RECENT}
        empty={t("past.recent_none")}
        showCaller
      />
    </section>
  );
}

interface RowsProps {
  from: Loaded<CallPage>;
  without: string | undefined;
  atMost: number;
  empty: string;
  showCaller: boolean;
}

function Rows({ from, without, atMost, empty, showCaller }: RowsProps) {
  if (from.trouble) return <p class="red-text">{from.trouble}</p>;
  if (!from.data) return <div class="rows skeleton" aria-busy="true" />;
  const rows = from.data.calls.filter((row) => row.id !== without).slice(0, atMost);
  if (rows.length === 0) return <p class="muted empty">{empty}</p>;
  return (
    <ul class="rows">
      {rows.map((row) => (
        <Row key={row.id} row={row} showCaller={showCaller} />
      ))}
    </ul>
  );
}

/** "14:05" today, "Fri 20 Nov 14:05" before. */
export function whenText(moment: string): string {
  const zone = plan.value?.timezone;
  const time = timeText(language(), moment, zone, false);
  const today = dayOf(new Date(), zone) === dayOf(new Date(moment), zone);
  return today ? time : `${dayText(language(), moment, zone)} ${time}`;
}

function Row({ row, showCaller }: { row: CallRow; showCaller: boolean }) {
  const when = whenText(row.arrived_at);
  return (
    <li class="row">
      <time class="row-when figures" dateTime={row.arrived_at}>
        {when}
      </time>
      <span class="row-what">
        {showCaller ? (
          <Caller number={row.caller} name={row.caller_name} />
        ) : (
          <bdi class="clip">{row.queue ? queueName(row.queue) : "–"}</bdi>
        )}
      </span>
      <OutcomeMark row={row} />
      <span class="row-length figures">
        <Length seconds={row.talked_s} />
      </span>
      <span class="row-play">
        {row.recording ? (
          <InlinePlayer recording={row.recording} lengthS={row.talked_s ?? 0} about={when} />
        ) : null}
      </span>
    </li>
  );
}
