/** A difference between two plans in a sentence of the person's language. */
import type { Change } from "../../../api/plan-words";
import type { Key } from "../../../i18n/catalogue";
import type { Values } from "../../../i18n/message";

export interface Teller {
  t: (key: Key, values?: Values) => string;
  /** Whether the catalogue knows a key. */
  knows: (key: string) => boolean;
  /** The name of what stands at a position or under a key, such as a queue's. */
  name: (room: string, part: string | number) => string;
  weekday: (key: string) => string;
  /** A date of the plan, such as `2026-12-24`. */
  day: (date: string) => string;
  /** A value that is the name of a step, queue or prompt by its title; another as it is. */
  title: (value: string) => string;
}

const SIGNS = 60;

const rooms = ["flow", "queues", "numbers", "prompts", "hours", "operators"] as const;

function short(text: string): string {
  return text.length > SIGNS ? `${text.slice(0, SIGNS - 1)}…` : text;
}

/** A value as people read it; nothing for what is too large for a sentence. */
export function valueWords(value: unknown, by: Teller): string {
  if (value === true) return by.t("plan.yes");
  if (value === false) return by.t("plan.no");
  if (value === "all") return by.t("plan.everybody");
  if (value === "") return by.t("plan.empty");
  if (typeof value === "number") return String(value);
  const day = value as { date?: unknown; name?: unknown } | null | undefined;
  if (typeof day?.date === "string") {
    const name = typeof day.name === "string" ? day.name : "";
    return [by.day(day.date), name].filter(Boolean).join(" ");
  }
  if (typeof value === "string") return by.t("plan.quoted", { text: short(by.title(value)) });
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) {
    return value.length > 0 ? short(value.map(by.title).join(", ")) : by.t("plan.empty");
  }
  return "";
}

function partWords(part: string | number, by: Teller): string {
  if (typeof part === "number") return String(part + 1);
  if (/^[0-9*#]$/.test(part)) return by.t("plan.key_named", { key: part });
  const field = `field.${part}`;
  return by.knows(field) ? by.t(field as Key) : by.weekday(part);
}

/** The name that an entry of a list has in itself. */
function nameOf(entry: unknown): string | undefined {
  const named = entry as { name?: unknown; queue?: unknown; number?: unknown } | null | undefined;
  const found = named?.name ?? named?.queue ?? named?.number;
  return typeof found === "string" ? found : undefined;
}

/** "Queue “Support” · Ring time: 15 → 20". */
export function changeWords(change: Change, by: Teller): string {
  const [room = "", part, ...rest] = change.place;
  // What is gone stands at a place of the plan before: its own name is the only sure one.
  const known = rooms.find((each) => each === room);
  const inList = rest.length === 0 && typeof part === "number";
  const whole = inList ? nameOf(change.after ?? change.before) : undefined;
  const subject =
    known && part !== undefined
      ? by.t(`subject.${known}`, { name: whole ?? by.name(known, part) })
      : change.place.map((each) => partWords(each, by)).join(" · ");
  const way = known ? rest.map((each) => partWords(each, by)) : [];
  const [before, after] = [change.before, change.after];
  // An entry of a list is known by what it is, not by its position.
  const entry = way.length > 0 && typeof rest.at(-1) === "number";
  if (entry && valueWords(after ?? before, by)) way.pop();
  const where = [subject, ...way].join(" · ");
  if (before === null || before === undefined) {
    const value = valueWords(after, by);
    return value ? `${where}: ${value}` : by.t("plan.is_new", { what: where });
  }
  if (after === null || after === undefined) {
    const gone = entry ? valueWords(before, by) : "";
    return by.t("plan.is_gone", { what: gone ? `${where} · ${gone}` : where });
  }
  const [was, is] = [valueWords(before, by), valueWords(after, by)];
  return was && is ? `${where}: ${was} → ${is}` : by.t("plan.is_changed", { what: where });
}
