/** What operators did with a call that they had, in plain words. */
import type { Fact } from "../../api/words";
import type { Teller, Words } from "./timeline";

const who = (fact: Fact, w: Words): string => w.operator(fact.operator ?? "");

/** A colleague by name, an outside number, or a queue. */
function target(fact: Fact, w: Words): string {
  if (fact.to) return w.operator(fact.to);
  if (fact.queue) return w.queue(fact.queue);
  return fact.pii_number ?? "";
}

const results = [
  "accepted",
  "declined",
  "busy",
  "timed_out",
  "unreachable",
  "withdrawn",
  "failed",
] as const;

const why = (fact: Fact, w: Words): string =>
  w.t(`result.${results.find((each) => each === fact.result) ?? "failed"}`);

export const talkTellers: Record<string, Teller> = {
  CallPlaced: (fact, w) => w.t("fact.placed", { operator: who(fact, w) }),
  OperatorPickedUp: (fact, w) => w.t("fact.picked_up", { operator: who(fact, w) }),
  CallHeld: (fact, w) => w.t("fact.held", { operator: who(fact, w) }),
  CallResumed: (fact, w) => w.t("fact.resumed", { operator: who(fact, w) }),
  MuteChanged: (fact, w) =>
    w.t(fact.muted ? "fact.muted" : "fact.unmuted", { operator: who(fact, w) }),
  ConsultStarted: (fact, w) =>
    w.t("fact.consult", { operator: who(fact, w), target: target(fact, w) }),
  ConsultAnswered: (fact, w) =>
    fact.to
      ? w.t("fact.consult_answered", { target: target(fact, w) })
      : w.t("fact.consult_answered_outside"),
  ConsultEnded: (fact, w) =>
    fact.result === "accepted" ? w.t("fact.party_left") : w.t("fact.consult_ended", { why: why(fact, w) }),
  ConferenceStarted: (_, w) => w.t("fact.conference"),
  CallTransferred: (fact, w) =>
    w.t(fact.kind === "consulted" ? "fact.transferred" : "fact.transferred_blind", {
      operator: who(fact, w),
      target: target(fact, w),
    }),
  CallReturned: (fact, w) => w.t("fact.returned", { why: why(fact, w) }),
  OperatorLost: (fact, w) => w.t("fact.lost", { operator: who(fact, w) }),
  OperatorRung: (fact, w) => w.t("fact.rung_again", { operator: who(fact, w) }),
  DispositionChosen: (fact, w) =>
    w.t("fact.disposition", { operator: who(fact, w), codes: (fact.codes ?? []).join(" / ") }),
  RecordingPaused: (fact, w) => w.t("fact.recording_paused", { operator: w.operator(fact.by ?? "") }),
  RecordingResumed: (fact, w) =>
    w.t("fact.recording_resumed", { operator: w.operator(fact.by ?? "") }),
};
