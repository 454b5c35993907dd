/** The calls of the API that the screens make, each under its own name. */
import type { Availability, CallDetail, CallPage, Me, Peaks, Plan } from "./words";
import { ask } from "./http";
import type { Promises, Why } from "./why";

const own = encodeURIComponent;

export const getSession = (): Promise<Me> => ask("GET", "/session");
export const openSession = (name: string, password: string, code: string): Promise<Me> =>
  ask("POST", "/session", { name, password, ...(code ? { code } : {}) });
export const getWays = (): Promise<{ sign_on: string | null }> => ask("GET", "/session/ways");
export const closeSession = (): Promise<void> => ask("DELETE", "/session");
export const getPlan = (): Promise<Plan> => ask("GET", "/plan");

export const setAvailability = (
  operator: string,
  availability: Availability,
  reason?: string,
): Promise<unknown> =>
  ask("POST", `/operators/${own(operator)}/availability`, {
    availability,
    ...(reason ? { reason } : {}),
  });

export const endWrapUp = (operator: string): Promise<unknown> =>
  ask("POST", `/operators/${own(operator)}/wrap-up/end`);

export const hangUp = (call: string): Promise<unknown> =>
  ask("POST", `/calls/${own(call)}/hangup`);

export const listCalls = (query: URLSearchParams): Promise<CallPage> =>
  ask("GET", `/calls?${query}`);
export const getCall = (call: string): Promise<CallDetail> => ask("GET", `/calls/${own(call)}`);
export const getWhy = (call: string): Promise<Why> => ask("GET", `/calls/${own(call)}/why`);
export const getPromises = (): Promise<Promises> => ask("GET", "/promises");

export const getPeaks = (recording: string, buckets: number): Promise<Peaks> =>
  ask("GET", `/recordings/${own(recording)}/peaks?buckets=${buckets}`);
export const audioAddress = (recording: string): string =>
  `/api/v1/recordings/${own(recording)}/audio`;
