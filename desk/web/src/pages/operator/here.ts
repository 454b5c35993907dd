/** What this screen is about: my card, the call that concerns me, and what I may do with it. */
import { computed, signal } from "@preact/signals";
import type { CallCard, OperatorCard } from "../../api/words";
import { me } from "../../app/session";
import { board, connection } from "../../live/live";
import { inConversation } from "../../parts/states";

export type Dialog = "transfer" | "keypad" | "palette" | "keys" | "check";

/** The one dialog that stands over the page. */
export const dialog = signal<Dialog | null>(null);

export const myName = computed(() => me.value?.name ?? "");
export const card = computed<OperatorCard | undefined>(() => board.operator(myName.value));

/** My part in the call: I have it, I was asked by a colleague, or my phone rings for it. */
export type Part = "mine" | "asked" | "rings";

function concerning(name: string): [CallCard, Part] | undefined {
  const calls = board.calls.value;
  const having = calls.find((call) => call.operator === name);
  if (having) return [having, "mine"];
  const asking = calls.find((call) => call.party?.operator === name);
  if (asking) return [asking, asking.party?.state === "ringing" ? "rings" : "asked"];
  const ringing = calls.find((call) => call.ringing.includes(name));
  return ringing && [ringing, "rings"];
}

const concern = computed(() => (myName.value ? concerning(myName.value) : undefined));
export const call = computed<CallCard | undefined>(() => concern.value?.[0]);
export const part = computed<Part | undefined>(() => concern.value?.[1]);

/** In talk with the caller, so that it can be held, muted or given away. */
export const talks = computed(
  () => part.value === "mine" && call.value?.state === "talking" && card.value !== undefined,
);
export const joined = computed(
  () => part.value !== "rings" && call.value !== undefined && inConversation(call.value),
);
/** Since when the call is as it is: held, talked, or whatever it does now. */
export const callSince = computed(() => {
  const living = call.value;
  const talk = living?.state === "talking" ? living.talk_since : null;
  return living?.held_since ?? talk ?? living?.since;
});
export const isLive = computed(() => connection.value === "live");

/** What notes, outcome and customer are about: the call, and after it the wrap-up of it. */
export interface Subject {
  call: string;
  /** Not known when the page is loaded again after the call: the ledger has it. */
  number: string | null;
  name: string;
  queue: string | null;
}

let last: Subject | null = null;

export const subject = computed<Subject | null>(() => {
  const living = call.value;
  if (living) {
    last = {
      call: living.call,
      number: living.caller,
      name: living.caller_name,
      queue: living.queue,
    };
    return last;
  }
  const mine = card.value;
  if (mine?.activity !== "wrapping_up") return null;
  const ended = mine.call ?? last?.call;
  if (!ended) return null;
  const queue = mine.serves ?? (last?.call === ended ? last.queue : null);
  if (last?.call === ended) return { ...last, queue };
  return { call: ended, number: null, name: "", queue };
});
