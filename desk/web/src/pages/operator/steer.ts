/** What an operator may do about its own state. The answer comes back over the live board. */
import { endWrapUp, setAvailability } from "../../api/centre";
import type { Availability, OperatorCard } from "../../api/words";
import { report } from "../../app/notices";
import { plan } from "../../app/plan";

export function choose(card: OperatorCard, availability: Availability, reason?: string): void {
  setAvailability(card.operator, availability, reason).catch(report);
}

/** Ready when not, else a break: at once when idle, after the call when in one. */
export function readyOrBreak(card: OperatorCard): void {
  if (card.availability === "ready") choose(card, "break", plan.value?.break_reasons[0]?.code);
  else choose(card, "ready");
}

export function finishWrapUp(card: OperatorCard): void {
  if (card.activity === "wrapping_up") endWrapUp(card.operator).catch(report);
}
