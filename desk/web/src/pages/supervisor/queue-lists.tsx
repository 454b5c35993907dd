/** Row two: everybody who waits, longest first, and everybody who talks. */
import { useSignal, type Signal } from "@preact/signals";
import type { CallCard } from "../../api/words";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { Icon } from "../../parts/icon";
import { callFace, inConversation, waitLimit, waitingSince } from "../../parts/states";
import { StillToWait } from "../../parts/why/predicted";
import { StillWaiting } from "../../parts/why/still-waiting";
import { Caller, Elapsed, State, nodeName, operatorName, queueName } from "../../parts/words";

/** As they will be served: those who wait by priority and place, then those still greeted. */
const byWait = (a: CallCard, b: CallCard): number =>
  Number(isWaiting(b)) - Number(isWaiting(a)) ||
  b.priority - a.priority ||
  Date.parse(waitingSince(a)) - Date.parse(waitingSince(b));

const isWaiting = (card: CallCard): boolean => card.state === "waiting";

export function WaitingList() {
  const calls = board.calls.value.filter((card) => !inConversation(card)).sort(byWait);
  return (
    <section class="panel list" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        {t("waiting.title")} <span class="count">{calls.filter(isWaiting).length}</span>
      </h2>
      {calls.length === 0 ? (
        <p class="empty calm">
          <Icon name="check" />
          {t("waiting.none")}
        </p>
      ) : (
        <ol class="lines">
          {calls.map((card) => (
            <WaitingLine key={card.call} card={card} />
          ))}
        </ol>
      )}
    </section>
  );
}

function WaitingLine({ card }: { card: CallCard }) {
  const names = card.ringing.map(operatorName).join(", ");
  const threshold = plan.value?.queues.find((known) => known.queue === card.queue)?.threshold_s;
  const open = useSignal(false);
  const panel = `why-${card.call}`;
  return (
    <li class="line waits">
      <Caller number={card.caller} name={card.caller_name} />
      <bdi class="clip muted">{card.queue ? queueName(card.queue) : "–"}</bdi>
      <State face={callFace(card)} word={card.node ? nodeName(card.node) : ""} note={names} />
      <span class="line-time">
        <Elapsed since={waitingSince(card)} limit={waitLimit(threshold)} />
        <StillToWait card={card} />
      </span>
      <WhyButton card={card} panel={panel} open={open} />
      {open.value ? <StillWaiting card={card} id={panel} /> : null}
    </li>
  );
}

function WhyButton(props: { card: CallCard; panel: string; open: Signal<boolean> }) {
  const { card, panel, open } = props;
  // A call that is greeted has not been weighed yet.
  if (!card.queue) return <span />;
  const caller = card.caller || t("caller.none");
  return (
    <button
      type="button"
      class="bare why-button"
      aria-expanded={open.value}
      aria-controls={open.value ? panel : undefined}
      aria-label={t("reasons.still_waits", { caller })}
      title={t("reasons.title")}
      onClick={() => (open.value = !open.value)}
    >
      <Icon name="down" />
    </button>
  );
}

export function TalkingList() {
  const calls = board.calls.value
    .filter(inConversation)
    .sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
  return (
    <section class="panel list" aria-labelledby="talking-title">
      <h2 id="talking-title">
        {t("talking.title")} <span class="count">{calls.length}</span>
      </h2>
      {calls.length === 0 ? (
        <p class="empty muted">{t("talking.none")}</p>
      ) : (
        <ul class="lines">
          {calls.map((card) => (
            <TalkingLine key={card.call} card={card} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Who talks with the caller: an operator, or the outside number of a step. */
function partnerOf(card: CallCard): string {
  if (card.operator) return operatorName(card.operator);
  return card.node ? nodeName(card.node) : "–";
}

function TalkingLine({ card }: { card: CallCard }) {
  const face = callFace(card);
  return (
    <li class="line">
      <Caller number={card.caller} name={card.caller_name} />
      <bdi class="clip">{partnerOf(card)}</bdi>
      <span class="line-state">
        <State face={face} />
        {card.recording ? (
          <span class="recording-mark" title={t("call.recorded")}>
            <Icon name="record" />
            <span class="unseen">{t("call.recorded")}</span>
          </span>
        ) : null}
      </span>
      <span class="line-time">
        <Elapsed since={card.since} face={face} />
      </span>
    </li>
  );
}
