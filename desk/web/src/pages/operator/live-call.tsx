/** The call that rings or is talked; between calls, what to expect and a number to call. */
import type { ComponentChildren } from "preact";
import type { CallCard, OperatorCard } from "../../api/words";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { secondsSince } from "../../live/clock";
import { Icon } from "./icon";
import { callFace, waitLimit, waitingSince } from "../../parts/states";
import { Caller, Elapsed, Length, State, nodeName, queueName } from "../../parts/words";
import { ActButton } from "./act-button";
import { muted, party } from "./acts";
import { Between } from "./between";
import { Consult, colleague } from "./consult";
import { callSince, card as mine, joined, part } from "./here";
import { knownName, shownNumber } from "./customer/found";
import { kind, own, session } from "./phone-here";
import { Trouble } from "./phone-trouble";
import { WhyMine } from "./why-mine";

export function LiveCall({ card, call }: { card: OperatorCard; call: CallCard | undefined }) {
  const rings = part.value === "rings";
  const face = call ? (rings ? "ringing" : callFace(call)) : "none";
  return (
    <section class={`panel call ${face}`} aria-labelledby="call-title">
      <h2 id="call-title" class={call ? "unseen" : undefined}>
        {t("operator.call")}
      </h2>
      <div class="unseen" aria-live="assertive">
        {rings && call
          ? t("operator.rings", {
              caller: knownName.value || call.caller_name || call.caller || t("caller.none"),
            })
          : ""}
      </div>
      <Trouble />
      {call ? <Conversation card={card} call={call} /> : <Between card={card} />}
    </section>
  );
}

function Conversation({ card, call }: { card: OperatorCard; call: CallCard }) {
  const rings = part.value === "rings";
  return (
    <div class="conversation">
      <Marks call={call} rings={rings} />
      <Who call={call} />
      <Origin call={call} />
      {call.direction === "out" ? null : <WhyMine key={call.call} card={card} call={call} />}
      {call.state === "recovering" ? <p class="told amber">{t("operator.recovering")}</p> : null}
      {rings ? <Ringing card={card} /> : <Talking call={call} />}
      <Consult call={call} />
    </div>
  );
}

/** The state in words, how long, and what is special about it. */
function Marks({ call, rings }: { call: CallCard; rings: boolean }) {
  const face = rings ? "ringing" : callFace(call);
  const since = callSince.value ?? call.since;
  const out = call.state === "dialling" ? t("operator.calling_out") : "";
  return (
    <div class="conversation-top">
      <State face={face} word={out} />
      <Elapsed since={rings ? (mine.value?.since ?? call.since) : since} face={face} />
      {muted() ? (
        <span class="state missed">
          <Icon name="mute" />
          {t("operator.muted")}
        </span>
      ) : null}
      <span class="grow" />
      {call.paused ? (
        <span class="state hold">
          <Icon name="pause" />
          {t("operator.paused")}
        </span>
      ) : call.recording ? (
        <span class="recording-mark">
          <Icon name="record" />
          {t("call.recorded")}
        </span>
      ) : null}
    </div>
  );
}

/** The name that the customer's card knows, above all that the line says. */
function Who({ call }: { call: CallCard }) {
  const known = knownName.value;
  if (!known) return <Caller class="large" number={call.caller} name={call.caller_name} />;
  return (
    <div class="who">
      <p class="who-name">
        <bdi dir="auto" title={known}>
          {known}
        </bdi>
      </p>
      <Caller
        number={shownNumber(call.caller)}
        name={call.caller_name === known ? "" : call.caller_name}
      />
    </div>
  );
}

/** Where the call comes from, what the caller pressed, how long it waited, who gave it. */
function Origin({ call }: { call: CallCard }) {
  const since = waitingSince(call);
  const threshold = plan.value?.queues.find((known) => known.queue === call.queue)?.threshold_s;
  const out = call.direction === "out";
  const until = Date.parse(call.talk_since ?? call.since);
  return (
    <dl class="facts">
      {call.queue ? (
        <Fact name={t("call.queue")}>
          <bdi>{queueName(call.queue)}</bdi>
        </Fact>
      ) : null}
      {call.choice ? (
        <Fact name={t("call.choice")}>
          <kbd>{call.choice}</kbd> <bdi>{call.menu ? nodeName(call.menu) : ""}</bdi>
        </Fact>
      ) : (
        <Fact name={t(out ? "call.shown" : "call.dialled")}>
          <bdi>{call.dialled}</bdi>
        </Fact>
      )}
      {out ? null : (
        <Fact name={t(joined.value ? "call.waited" : "call.waiting_for")}>
          {joined.value ? (
            <Length seconds={secondsSince(since, until)} />
          ) : (
            <Elapsed since={since} limit={waitLimit(threshold)} />
          )}
        </Fact>
      )}
      {call.given_by && call.given_by !== mine.value?.operator ? (
        <Fact name={t("call.given_by")}>
          <bdi>{colleague(call.given_by)}</bdi>
        </Fact>
      ) : null}
    </dl>
  );
}

function Fact(props: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class="figures">{props.children}</dd>
    </div>
  );
}

function Ringing({ card }: { card: OperatorCard }) {
  if (kind.value !== "page") {
    return (
      <>
        <p class="answer-hint">
          <Icon name="phone" />
          {t("operator.answer_on_phone", { extension: card.extension })}
        </p>
        <div class="deeds">
          <ActButton of="decline" icon="phone" look="danger" />
        </div>
      </>
    );
  }
  const coming = session.value?.state === "ringing";
  return (
    <div class="deeds answer">
      {coming ? (
        <ActButton of="answer" icon="phone" look="go" keys />
      ) : (
        <p class="muted">{t(own.value ? "operator.coming" : "softphone.off")}</p>
      )}
      <ActButton of="decline" icon="phone" look="danger" />
    </div>
  );
}

function Talking({ call }: { call: CallCard }) {
  const held = Boolean(call.held_since) && !party();
  if (part.value === "asked" && !session.value) {
    return <p class="muted">{t("operator.leave_on_phone")}</p>;
  }
  return (
    <div class="deeds">
      <ActButton of="mute" icon="mute" pressed={muted()} stays keys />
      <ActButton of="hold" icon="hold" pressed={held} stays keys />
      <ActButton of="transfer" icon="give" stays keys />
      <ActButton of="pause" icon="record" pressed={Boolean(call.paused)} stays />
      <ActButton of="keypad" icon="ivr" />
      <ActButton of="hang_up" icon="phone" look="danger" keys stays />
    </div>
  );
}

