/** The calls of the API about the plan, each under its own name. */
import { ask, sendRaw } from "./http";
import type {
  Change,
  Checked,
  DayDoc,
  Draft,
  Edit,
  Picture,
  Replay,
  Revision,
  WeekDay,
} from "./plan-words";

const own = encodeURIComponent;

export const getDraft = (): Promise<Draft> => ask("GET", "/plan/draft");
export const putDraft = (text: string, version: number): Promise<Draft> =>
  ask("PUT", "/plan/draft", { text, version });
export const editDraft = (edits: readonly Edit[], version: number): Promise<Draft> =>
  ask("POST", "/plan/draft/edits", { version, edits });
export const dropDraft = (): Promise<void> => ask("DELETE", "/plan/draft");
export const checkText = (text: string): Promise<Checked> => ask("POST", "/plan/check", { text });
export const getPicture = (): Promise<Picture> => ask("GET", "/plan/picture?of=draft");

export const getChanges = async (): Promise<Change[]> => {
  const told = await ask<{ changes: Change[] }>("GET", "/plan/differences?from=published&to=draft");
  return told.changes;
};

export const getWeek = async (calendar: string, since: string, days = 7): Promise<WeekDay[]> => {
  const asked = `of=draft&calendar=${own(calendar)}&since=${since}&days=${days}`;
  return (await ask<{ days: WeekDay[] }>("GET", `/plan/weeks?${asked}`)).days;
};

export const publishDraft = (version: number, note: string): Promise<Revision> =>
  ask("POST", "/plan/publish", { version, note });
export const rollBack = (revision: number): Promise<Revision> =>
  ask("POST", "/plan/rollback", { revision });

/** Newest first. */
export const listRevisions = async (): Promise<Revision[]> => {
  const told = await ask<Revision[] | { revisions: Revision[] }>("GET", "/plan/revisions");
  return Array.isArray(told) ? told : told.revisions;
};

export const startReplay = (days: number): Promise<Replay> => ask("POST", "/plan/replay", { days });
export const getReplay = (): Promise<Replay> => ask("GET", "/plan/replay");

export const readCalendarFile = async (
  text: string,
): Promise<{ days: DayDoc[]; messages: string[] }> =>
  (await sendRaw("/plan/hours-import", text, "text/calendar")).json() as Promise<{
    days: DayDoc[];
    messages: string[];
  }>;

export const speak = async (text: string, language: string): Promise<Blob> => {
  const asked = JSON.stringify({ text, language });
  return (await sendRaw("/prompts/speak", asked, "application/json")).blob();
};

/** What a file truly is the server finds out itself, and says so in words. */
export const uploadSound = async (file: File): Promise<string> => {
  const type = "application/octet-stream";
  const answer = await sendRaw(`/prompts/sounds?name=${own(file.name)}`, file, type);
  return ((await answer.json()) as { file: string }).file;
};
