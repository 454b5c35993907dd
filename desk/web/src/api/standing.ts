/** What is switched by hand, for the day: hours and incidents. */
import { ask } from "./http";

const own = encodeURIComponent;

/** `until` is a moment; without it, until somebody opens again. */
export const closeHours = (calendar: string, until?: string): Promise<unknown> =>
  ask("POST", `/hours/${own(calendar)}/close`, until ? { until } : {});
export const openHours = (calendar: string): Promise<unknown> =>
  ask("POST", `/hours/${own(calendar)}/open`);
export const startIncident = (prompt: string, queues: readonly string[]): Promise<unknown> =>
  ask("POST", "/incident", { prompt, queues });
export const endIncident = (): Promise<unknown> => ask("DELETE", "/incident");
