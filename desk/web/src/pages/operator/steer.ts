/** What an operator may do about its own state. The answer comes back over the live board. */
import { setAvailability } from "../../api/centre";
import type { Availability, OperatorCard } from "../../api/words";
import { report } from "../../app/notices";
import { plan } from "../../app/plan";
import { dialog } from "./here";
import { checked, kind } from "./phone-here";

/** With the phone in this page nobody becomes ready before it was proved to work. */
export function choose(card: OperatorCard, availability: Availability, reason?: string): void {
  if (availability === "ready" && kind.peek() === "page" && !checked.peek()) {
    dialog.value = "check";
    return;
  }
  setAvailability(card.operator, availability, reason).catch(report);
}

/** Ready when not, else a break: at once when idle, after the call when in one. */
export function readyOrBreak(card: OperatorCard): void {
  if (card.availability === "ready") choose(card, "break", plan.value?.break_reasons[0]?.code);
  else choose(card, "ready");
}
