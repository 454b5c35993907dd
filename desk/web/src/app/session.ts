/** Who is signed in, and the coming and going of it. */
import { effect, signal } from "@preact/signals";
import { closeSession, getSession, openSession } from "../api/centre";
import { ApiError, useToken, whenSignedOut } from "../api/http";
import type { Me } from "../api/words";
import { board, startLive, stopLive } from "../live/live";
import { loadPlan, plan } from "./plan";
import { report } from "./notices";
import { go } from "./router";

/** `undefined` until the server has said, `null` when nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);
/** The server could not be asked who is signed in. */
export const unreachable = signal(false);

const RETRY_MS = 3_000;
let retry: ReturnType<typeof setTimeout> | undefined;

function enter(person: Me): void {
  useToken(person.csrf);
  me.value = person;
  // Nothing else is answered before a second factor is set up.
  if (person.second_factor_wanted) return;
  void loadPlan();
  startLive(() => void check());
}

function leave(): void {
  stopLive();
  useToken("");
  plan.value = null;
  me.value = null;
}

// A new revision of the plan has new names: every screen learns them at once.
effect(() => {
  const revision = board.standing()?.revision;
  const known = plan.peek();
  if (known && revision && revision !== known.revision) void loadPlan();
});

/** Ask the server who we are. */
export async function check(): Promise<void> {
  clearTimeout(retry);
  try {
    const person = await getSession();
    unreachable.value = false;
    enter(person);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) leave();
    else {
      unreachable.value = true;
      clearTimeout(retry);
      retry = setTimeout(() => void check(), RETRY_MS);
    }
  }
}

export async function startSession(): Promise<void> {
  whenSignedOut(leave);
  await check();
}

/** Raises `ApiError` with the server's reason. */
export async function signIn(name: string, password: string, code: string): Promise<void> {
  enter(await openSession(name, password, code));
}

export async function signOut(): Promise<void> {
  try {
    await closeSession();
    // On purpose, so the next person does not begin where this one stopped.
    go("/signin", true);
    leave();
  } catch (error) {
    report(error);
  }
}
