/** What an operator does with a call, and what it writes down of it. */
import { ask } from "./http";
import type { Availability, Activity, Moment, PhoneState } from "./words";

const own = encodeURIComponent;
const post = (call: string, deed: string, body: unknown): Promise<unknown> =>
  ask("POST", `/calls/${own(call)}/${deed}`, body);

export const holdCall = (call: string, held: boolean) => post(call, "hold", { held });
export const muteCall = (call: string, muted: boolean) => post(call, "mute", { muted });
export const pauseRecording = (call: string, paused: boolean) =>
  post(call, "recording", { paused });

/** To whom a call may be given: exactly one of the three. */
export type Target = { operator: string } | { queue: string } | { number: string };

export const transferCall = (call: string, target: Target, consult: boolean) =>
  post(call, "transfer", { consult, ...target });

export type ConsultMove = "complete" | "cancel" | "conference";
export const moveConsult = (call: string, move: ConsultMove) => post(call, "consult", { move });

export interface TargetOperator {
  operator: string;
  name: string;
  extension: string;
  availability: Availability;
  activity: Activity;
  phone: PhoneState;
  may_take: boolean;
}

export interface Targets {
  operators: TargetOperator[];
  queues: { queue: string; name: string; waiting: number; operators_ready: number }[];
  numbers: { number: string; name: string }[];
}

export const getTargets = (): Promise<Targets> => ask("GET", "/transfer-targets");

export const setDisposition = (call: string, codes: readonly string[]): Promise<unknown> =>
  ask("PUT", `/calls/${own(call)}/disposition`, { codes });

export interface KeptNotes {
  text: string;
  version: number;
  saved_at: Moment | null;
  saved_by: string | null;
}

export const getNotes = (call: string): Promise<KeptNotes> =>
  ask("GET", `/calls/${own(call)}/notes`);
export const putNotes = (call: string, text: string, version: number): Promise<KeptNotes> =>
  ask("PUT", `/calls/${own(call)}/notes`, { text, version });

export const decline = (operator: string): Promise<unknown> =>
  ask("POST", `/operators/${own(operator)}/decline`);
export const dial = (operator: string, number: string, queue: string): Promise<unknown> =>
  ask("POST", `/operators/${own(operator)}/dial`, { number, ...(queue ? { queue } : {}) });
