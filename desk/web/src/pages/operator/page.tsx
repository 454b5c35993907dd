/** The operator's screen: my state above; the call, the work on it and the customer below. */
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { CallCard } from "../../api/words";
import { Help, type HelpLine } from "../../app/help";
import { useKeys, type KeyMap } from "../../app/keys";
import { t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { stop } from "../../parts/player";
import { acts, perform } from "./acts";
import { deeds, printed, readBindings, type Deed } from "./bindings";
import { knownName } from "./customer/found";
import { CustomerPanel } from "./customer/panel";
import { Dialogs } from "./dialogs";
import { call as ownCall, card as ownCard, dialog, myName, part } from "./here";
import { LiveCall } from "./live-call";
import { pickAt } from "./outcome-state";
import { OwnState } from "./own-state";
import { RecentCalls } from "./past-calls";
import { keepPhone } from "./phone-here";
import { TakenBar } from "./phone-trouble";
import { bindings } from "./printed";
import { QueueChips } from "./queue-chips";
import { Work } from "./work";

export function Page() {
  const card = ownCard.value;
  const call = ownCall.value;
  const name = myName.value;
  useEffect(() => stop, []);
  // Before the first picture: nobody presses a key that is not theirs, nothing flashes.
  useLayoutEffect(() => {
    bindings.value = readBindings(name);
    dialog.value = null;
    return keepPhone();
  }, [name]);
  useRingingTitle(call);
  useKeys(keyMap());
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
      <TakenBar />
      <OwnState card={card} />
      <QueueChips own={card.queues} />
      <div class="now">
        <LiveCall card={card} call={call} />
        <RecentCalls card={card} call={call} />
      </div>
      <Work card={card} />
      <CustomerPanel />
      <Help lines={helpLines()} more={changeKeys} />
      <Dialogs />
    </main>
  );
}

const changeKeys = {
  text: "keys.change",
  act: () => void (dialog.value = "keys"),
} as const;

/** The keys as this person has them. Over a dialog only the call itself can be steered. */
function keyMap(): KeyMap {
  const map: Record<string, () => void | false> = {};
  for (let n = 1; n <= 9; n += 1) {
    map[`Alt+Digit${n}`] = () => (dialog.peek() ? false : pickAt(n - 1));
  }
  for (const deed of deeds) {
    const keys = bindings.value[deed];
    if (!keys) continue;
    const over = overDialogs.includes(deed);
    map[keys] = () => (dialog.peek() && !over ? false : perform(deed));
  }
  return map;
}

const overDialogs: readonly Deed[] = ["answer", "decline", "hang_up", "hold", "mute"];

function helpLines(): HelpLine[] {
  const lines: HelpLine[] = [];
  for (const deed of deeds) {
    const keys = printed(bindings.value[deed]);
    if (keys.length > 0) lines.push({ keys, text: acts[deed].name() });
  }
  return [...lines, { keys: ["Alt", "1–9"], text: "pick.title" }];
}

/** A tab in the background must show that it rings. */
function useRingingTitle(call: CallCard | undefined): void {
  const caller = knownName.value || call?.caller_name || "";
  const who = [call?.caller || t("caller.none"), caller].filter(Boolean).join(" ");
  const rings = call && part.value === "rings" ? who : "";
  useEffect(() => {
    if (!rings) return undefined;
    const before = document.title;
    const told = `☎ ${t("state.ringing")} · ${rings.slice(0, 40)}`;
    document.title = told;
    const blink = setInterval(() => {
      document.title = document.title === told ? `● ${told.slice(2)}` : told;
    }, 1000);
    return () => {
      clearInterval(blink);
      document.title = before;
    };
  }, [rings]);
}

function Skeleton() {
  return (
    <main id="main" class="operator" aria-busy="true">
      <div class="panel own skeleton" />
      <div class="chips skeleton" />
      <div class="now">
        <div class="panel call skeleton" />
      </div>
      <div class="panel work skeleton" />
      <div class="panel customer skeleton" />
    </main>
  );
}
