/** Row three: one card for each operator. */
import { setAvailability } from "../../api/centre";
import type { Availability, OperatorCard } from "../../api/words";
import { report } from "../../app/notices";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { Icon } from "../../parts/icon";
import { Menu, type Item } from "../../parts/menu";
import { operatorFace } from "../../parts/states";
import { Caller, Elapsed, Left, State, breakName, breakWords, isReason } from "../../parts/words";

export function OperatorTile({ card, steers }: { card: OperatorCard; steers: boolean }) {
  const face = operatorFace(card);
  const wrapUp = card.activity === "wrapping_up" ? card.wrap_up_until : null;
  return (
    <li class={`tile ${face}`}>
      <div class="tile-head">
        <h3>
          <bdi class="clip" dir="auto" title={card.name}>
            {card.name}
          </bdi>
          <span class="muted figures">{card.extension}</span>
        </h3>
        {steers ? (
          <Menu
            class="bare"
            align="end"
            name={t("team.change", { name: card.name })}
            label={<Icon name="more" />}
            items={actions(card)}
          />
        ) : null}
      </div>
      <div class="tile-state">
        <State face={face} note={noteOf(card)} />
        <span class="tile-time">
          {wrapUp ? <Left until={wrapUp} /> : <Elapsed since={card.since} face={face} />}
        </span>
      </div>
      <div class="tile-call">
        <OnTheLine card={card} />
        <Counts card={card} />
      </div>
    </li>
  );
}

function Counts({ card }: { card: OperatorCard }) {
  const missed = card.missed_today;
  return (
    <span class="tile-counts">
      <span title={t("operator.answered")}>
        <Icon name="check" />
        <span class="unseen">{t("operator.answered")}</span>
        {card.answered_today}
      </span>
      {missed > 0 ? (
        <span class="red-text" title={t("operator.missed")}>
          <Icon name="missed" />
          <span class="unseen">{t("operator.missed")}</span>
          {missed}
        </span>
      ) : null}
    </span>
  );
}

/** What the operator chose, where the work hides it: a break that comes after this call. */
function noteOf(card: OperatorCard): string {
  const busy = card.activity !== "idle";
  if (card.availability === "break") {
    if (busy) return t("operator.next", { state: breakWords(card.reason) });
    return breakWords(card.reason) === t("state.break") ? "" : breakName(card.reason);
  }
  if (card.availability === "signed_out" && busy) {
    return t("operator.next", { state: t("state.offline") });
  }
  return "";
}

function OnTheLine({ card }: { card: OperatorCard }) {
  const call =
    (card.call ? board.call(card.call) : undefined) ??
    board.calls.value.find((known) => known.ringing.includes(card.operator));
  // One short line: the number, or the name when there is none; the lists above show both.
  if (call) return <Caller number={call.caller || call.caller_name} name="" />;
  if (card.phone === "unreachable") {
    return (
      <span class={card.availability === "ready" ? "clip red-text" : "clip muted"}>
        {t("team.no_phone")}
      </span>
    );
  }
  return <span class="clip muted">{t(card.phone === "busy" ? "team.busy_phone" : "team.no_call")}</span>;
}

function actions(card: OperatorCard): Item[] {
  const ask = (availability: Availability, reason?: string) => () =>
    void setAvailability(card.operator, availability, reason).catch(report);
  const reasons = plan.value?.break_reasons ?? [];
  const on = card.availability === "break";
  const breaks: Item[] = reasons.map((reason) => ({
    label: breakWords(reason.code),
    checked: on && isReason(card.reason, reason),
    act: ask("break", reason.code),
  }));
  if (breaks.length === 0) {
    breaks.push({ label: t("state.break"), checked: on, act: ask("break") });
  }
  return [
    { label: t("state.ready"), checked: card.availability === "ready", act: ask("ready") },
    ...breaks,
    {
      label: t("team.sign_out"),
      checked: card.availability === "signed_out",
      act: ask("signed_out"),
    },
  ];
}
