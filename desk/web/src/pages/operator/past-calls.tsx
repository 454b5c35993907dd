/** What was before: this caller's calls with me, and my own recent ones, to be heard again. */
import { useEffect } from "preact/hooks";
import { listCalls } from "../../api/centre";
import type { PastCall } from "../../api/customers";
import type { CallCard, CallRow, OperatorCard } from "../../api/words";
import { useLoad, type Loaded } from "../../app/load";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { dayOf, dayText, timeText } from "../../i18n/format";
import { InlinePlayer } from "../../parts/inline-player";
import { OutcomeMark } from "../../parts/outcome";
import { Icon } from "./icon";
import { Caller, Length, Unseen, queueName } from "../../parts/words";
import { colleague } from "./consult";
import { CallBack } from "./call-back";

const OF_CALLER = 5;
const RECENT = 12;
const LONGEST_SEARCH = 100;
/** The end of a call is on the board before it is in the ledger. */
const LEDGER_MS = 1500;
const LEDGER_TIMES = 3;
/** A number with control characters in it cannot be searched for: it never was a number. */
const SEARCHABLE = /^[^\p{C}]+$/u;

/** What this caller and I had before. Nothing is asked for a caller without a number. */
export function CallerHistory(props: { number: string; without: string | undefined }) {
  const number = props.number.slice(0, LONGEST_SEARCH);
  const known = number !== "" && SEARCHABLE.test(number);
  const before = useLoad(known ? `${number} ${props.without}` : null, async () => {
    const query = { search: number, limit: String(OF_CALLER + 1) };
    return (await listCalls(new URLSearchParams(query))).calls;
  });
  if (!known) return null;
  return (
    <div class="card-part">
      <h3>{t("past.of_caller")}</h3>
      <Rows from={before} without={props.without} empty={t("past.of_caller_none")} />
    </div>
  );
}

export function RecentCalls(props: { card: OperatorCard; call: CallCard | undefined }) {
  const { card, call } = props;
  const { operator } = card;
  // The ledger learns of a call when it ends: ask again with every change of my counts or state.
  const turn = `${card.answered_today} ${card.missed_today} ${card.activity}`;
  const recent = useLoad(`${operator} ${turn}`, async () => {
    const query = { operator, limit: String(RECENT) };
    return (await listCalls(new URLSearchParams(query))).calls;
  });
  const late = recent.data?.some((row) => row.outcome === null && row.id !== call?.call);
  useEffect(() => {
    if (!late) return undefined;
    let left = LEDGER_TIMES; // a call that was given away may go on for long
    const timer = setInterval(() => {
      recent.again();
      left -= 1;
      if (left === 0) clearInterval(timer);
    }, LEDGER_MS);
    return () => clearInterval(timer);
  }, [late, turn]);
  return (
    <section class="panel past" aria-labelledby="recent-title">
      <h2 id="recent-title">{t("past.recent")}</h2>
      <Rows from={recent} without={call?.call} empty={t("past.recent_none")} />
    </section>
  );
}

type PastRow = PastCall & Partial<Pick<CallRow, "caller" | "caller_name" | "end_reason">>;

interface RowsProps {
  from: Loaded<readonly PastRow[]>;
  without?: string | undefined;
  empty: string;
}

export function Rows({ from, without, empty }: RowsProps) {
  if (from.trouble) return <p class="red-text">{from.trouble}</p>;
  if (!from.data) return <div class="rows skeleton" aria-busy="true" />;
  const rows = from.data.filter((row) => row.id !== without);
  if (rows.length === 0) return <p class="muted empty">{empty}</p>;
  return (
    <ul class="rows">
      {rows.map((row) => (
        <Row key={row.id} row={row} />
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

/** Whose call it was, and under it when and what became of it; of one caller, the queue. */
function Row({ row }: { row: PastRow }) {
  const when = whenText(row.arrived_at);
  const out = row.direction === "out";
  return (
    <li class="row">
      <span class="row-what">
        {row.caller === undefined ? (
          <bdi class="clip">
            {row.queue ? queueName(row.queue) : row.operator ? colleague(row.operator) : "–"}
          </bdi>
        ) : (
          <Caller number={row.caller} name={row.caller_name ?? ""} />
        )}
      </span>
      <span class="row-sub">
        {out ? <Icon name="outside" /> : null}
        {out ? <Unseen>{t("past.out")}</Unseen> : null}
        <time class="figures" dateTime={row.arrived_at}>
          {when}
        </time>
        <OutcomeMark row={row} />
        {row.talked_s === null ? null : (
          <span class="figures">
            <Length seconds={row.talked_s} />
          </span>
        )}
      </span>
      <span class="row-play">
        {row.caller ? <CallBack number={row.caller} /> : null}
        {row.recording ? (
          <InlinePlayer recording={row.recording} lengthS={row.talked_s ?? 0} about={when} />
        ) : null}
      </span>
    </li>
  );
}
