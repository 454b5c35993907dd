/** Who tells a call's moments on a screen: the chosen language and the names of this centre. */
import { language, t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { operatorName, queueName, tongueName } from "../words";
import type { Speaker } from "./tell";

/** `names` are those that came with a moment; the board knows the others. */
export function speaker(names: Readonly<Record<string, string>> = {}): Speaker {
  return {
    language: language(),
    t,
    operator: (name) => names[name] ?? operatorName(name),
    queue: queueName,
    call: callName,
    tongue: tongueName,
  };
}

const ID_SHOWN = 6;

/** A living call by its caller, another by the end of its id. */
export const callName = (id: string): string =>
  board.call(id)?.caller || t("why.call", { id: id.slice(-ID_SHOWN) });
