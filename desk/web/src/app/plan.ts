/** The part of the plan that screens show: names of queues and breaks, the centre's zone. */
import { signal } from "@preact/signals";
import { getPlan } from "../api/centre";
import type { Plan } from "../api/words";
import { report } from "./notices";

export const plan = signal<Plan | null>(null);

export async function loadPlan(): Promise<void> {
  try {
    plan.value = await getPlan();
  } catch (error) {
    report(error);
  }
}
