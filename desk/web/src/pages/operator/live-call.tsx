/** The call that rings or is talked; between calls, what to expect and how to set up the phone. */
import { hangUp } from "../../api/centre";
import type { CallCard, OperatorCard } from "../../api/words";
import { report } from "../../app/notices";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { secondsSince } from "../../live/clock";
import { Icon } from "../../parts/icon";
import { callFace, inConversation, waitLimit, waitingSince } from "../../parts/states";
import { Caller, Elapsed, Length, State, Unseen, queueName } from "../../parts/words";
import { PhoneSetup } from "./phone-setup";
import { WhyMine } from "./why-mine";

interface Props {
  card: OperatorCard;
  call: CallCard | undefined;
}

export function LiveCall({ card, call }: Props) {
  const rings = call !== undefined && card.activity === "offered";
  return (
    <section class={`panel call ${call ? callFace(call) : "none"}`} aria-labelledby="call-title">
      <h2 id="call-title">{t("operator.call")}</h2>
      <div class="unseen" aria-live="assertive">
        {rings ? t("operator.rings", { caller: call.caller || t("caller.none") }) : ""}
      </div>
      {call ? <Conversation card={card} call={call} /> : <Between card={card} />}
    </section>
  );
}

function Conversation({ card, call }: { card: OperatorCard; call: CallCard }) {
  const face = callFace(call);
  const joined = inConversation(call);
  return (
    <div class="conversation">
      <div class="conversation-top">
        <State face={face} />
        {call.recording ? (
          <span class="recording-mark">
            <Icon name="record" />
            {t("call.recorded")}
          </span>
        ) : null}
      </div>
      <Caller class="large" number={call.caller} name={call.caller_name} />
      <Origin call={call} joined={joined} />
      <WhyMine key={call.call} card={card} call={call} />
      {joined ? (
        <div class="conversation-actions">
          <button
            type="button"
            class="button danger"
            onClick={() => void hangUp(call.call).catch(report)}
          >
            <Icon name="phone" class="down" />
            {t("operator.hang_up")}
            <kbd>F4</kbd>
          </button>
        </div>
      ) : (
        <p class="answer-hint">
          <Icon name="phone" />
          {t("operator.answer_on_phone", { extension: card.extension })}
        </p>
      )}
    </div>
  );
}

/** Where the call comes from and how long it waited. */
function Origin({ call, joined }: { call: CallCard; joined: boolean }) {
  const since = waitingSince(call);
  const threshold = plan.value?.queues.find((known) => known.queue === call.queue)?.threshold_s;
  return (
    <dl class="facts">
      {call.queue ? (
        <div>
          <dt>{t("call.queue")}</dt>
          <dd>
            <bdi>{queueName(call.queue)}</bdi>
          </dd>
        </div>
      ) : null}
      <div>
        <dt>{t("call.dialled")}</dt>
        <dd class="figures">
          <bdi>{call.dialled}</bdi>
        </dd>
      </div>
      <div>
        <dt>{t(joined ? "call.waited" : "call.waiting_for")}</dt>
        <dd>
          {joined ? (
            <Length seconds={secondsSince(since, Date.parse(call.since))} />
          ) : (
            <Elapsed since={since} limit={waitLimit(threshold)} />
          )}
        </dd>
      </div>
    </dl>
  );
}

function Between({ card }: { card: OperatorCard }) {
  if (card.phone === "unreachable") {
    return (
      <div class="between">
        <p class="between-word">{t("operator.no_phone")}</p>
        <p class="muted">{t("operator.no_phone_mend")}</p>
        <PhoneSetup card={card} />
      </div>
    );
  }
  const what = wordOf(card);
  return (
    <div class="between">
      <p class="between-word">{t(`between.${what}`)}</p>
      <p class="muted">{t(`between.${what}_hint`, { extension: card.extension })}</p>
      {card.activity === "idle" ? (
        <details>
          <summary>
            {t("setup.title")} <Unseen>{card.extension}</Unseen>
          </summary>
          <PhoneSetup card={card} />
        </details>
      ) : null}
    </div>
  );
}

function wordOf(card: OperatorCard): "wrap_up" | "ready" | "break" | "offline" {
  if (card.activity === "wrapping_up") return "wrap_up";
  if (card.availability === "signed_out") return "offline";
  return card.availability;
}
