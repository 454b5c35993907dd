/** The operator's screen: my state, the call, who rings and what was before. */
import { useEffect } from "preact/hooks";
import { hangUp } from "../../api/centre";
import type { CallCard, OperatorCard } from "../../api/words";
import { Help, type HelpLine } from "../../app/help";
import { useKeys } from "../../app/keys";
import { report } from "../../app/notices";
import { me } from "../../app/session";
import { t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { stop } from "../../parts/player";
import { inConversation } from "../../parts/states";
import { LiveCall } from "./live-call";
import { OwnState } from "./own-state";
import { CallerHistory, RecentCalls } from "./past-calls";
import { QueueChips } from "./queue-chips";
import { finishWrapUp, readyOrBreak } from "./steer";

const help: readonly HelpLine[] = [
  { keys: ["Alt", "R"], text: "key.ready_or_break" },
  { keys: ["Ctrl", "Enter"], text: "key.finish_wrap_up" },
  { keys: ["F4"], text: "key.hang_up" },
];

/** The one call that concerns me: the one I am in, else the one that rings. */
function ownCall(card: OperatorCard | undefined): CallCard | undefined {
  if (!card) return undefined;
  const calls = board.calls.value;
  return (
    calls.find((call) => call.operator === card.operator) ??
    calls.find((call) => call.ringing.includes(card.operator))
  );
}

export function Page() {
  const name = me.value?.name ?? "";
  const card = board.operator(name);
  const call = ownCall(card);
  useEffect(() => stop, []);
  useRingingTitle(call, card);
  useKeys({
    "Alt+KeyR": () => card && readyOrBreak(card),
    "Ctrl+Enter": () => card && finishWrapUp(card),
    F4: () => {
      if (call && inConversation(call)) hangUp(call.call).catch(report);
    },
  });
  if (!board.filled.value) return <Skeleton />;
  if (!card) {
    return (
      <main id="main" class="plain">
        <h1>{t("operator.not_listed")}</h1>
      </main>
    );
  }
  return (
    <main id="main" class="operator">
      <h1 class="unseen">{t("screen.operator")}</h1>
      <OwnState card={card} />
      <QueueChips own={card.queues} />
      <div class="now">
        <LiveCall card={card} call={call} />
        {call ? <CallerHistory key={call.call} call={call} /> : null}
      </div>
      <RecentCalls card={card} call={call} />
      <Help lines={help} />
    </main>
  );
}

/** A tab in the background must show that it rings. */
function useRingingTitle(call: CallCard | undefined, card: OperatorCard | undefined): void {
  const rings = card?.activity === "offered" && call ? call.caller || t("caller.none") : "";
  useEffect(() => {
    if (!rings) return undefined;
    const before = document.title;
    document.title = `☎ ${t("state.ringing")} · ${rings.slice(0, 40)}`;
    return () => void (document.title = before);
  }, [rings]);
}

function Skeleton() {
  return (
    <main id="main" class="operator" aria-busy="true">
      <div class="panel own skeleton" />
      <div class="chips skeleton" />
      <div class="panel call skeleton" />
      <div class="panel past skeleton" />
    </main>
  );
}
