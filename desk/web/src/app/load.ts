/** Ask the server for something that a page shows, and again when the question changes. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { sentence } from "./notices";

export interface Loaded<T> {
  data: T | null;
  trouble: string;
  busy: boolean;
  again: () => void;
}

/**
 * Load while `question` is not null; an answer to an older question is thrown away.
 * What was shown stays until the new answer is here, so that nothing flickers.
 */
export function useLoad<T>(question: string | null, ask: () => Promise<T>): Loaded<T> {
  const data = useSignal<T | null>(null);
  const trouble = useSignal("");
  const busy = useSignal(false);
  const turn = useRef(0);
  const latest = useRef(ask);
  latest.current = ask;

  const run = useRef(async () => {
    turn.current += 1;
    const mine = turn.current;
    busy.value = true;
    try {
      const answer = await latest.current();
      if (mine !== turn.current) return;
      data.value = answer;
      trouble.value = "";
    } catch (error) {
      if (mine === turn.current) trouble.value = sentence(error);
    } finally {
      if (mine === turn.current) busy.value = false;
    }
  });

  useEffect(() => {
    if (question !== null) void run.current();
    else {
      turn.current += 1;
      data.value = null;
      busy.value = false;
    }
    return () => void (turn.current += 1);
  }, [question]);

  return {
    data: data.value,
    trouble: trouble.value,
    busy: busy.value,
    again: () => void run.current(),
  };
}
