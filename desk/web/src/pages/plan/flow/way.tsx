/** A way from a box to another, with the keys and words that lead along it. */
import { t, type Key } from "../../../i18n/catalogue";
import { KEY_W, pathOf, tipOf, type Label } from "./draw";
import type { Way } from "./shapes";

const words = [
  "next",
  "otherwise",
  "open",
  "closed",
  "holiday",
  "blocked",
  "vip",
  "known",
  "found",
  "missing",
  "failed",
  "person",
  "too_long",
  "too_many",
  "ratio",
  "nobody",
  "at_closing",
  "after_talk",
  "talked",
] as const;

/** Words of the plan in the person's language; "next" needs no word: the arrow says it. */
export function wayWords(label: string): string {
  const known = words.find((word) => word === label);
  if (known === "next" || label === "start" || label === "end") return "";
  return known ? t(`way.${known}` as Key) : label;
}

export function WayLine(props: { way: Way; label: Label | undefined; lit: boolean }) {
  const { way, label, lit } = props;
  const { x, y, keys, words: said } = label ?? { x: 0, y: 0, keys: [], words: "" };
  const start = x - (keys.length * KEY_W) / 2 + KEY_W / 2;
  return (
    <g class={`way${way.back ? " back" : ""}${lit ? " lit" : ""}`}>
      <path class="way-line" d={pathOf(way)} />
      <path class="way-tip" d={tipOf(way)} />
      {keys.map((key, n) => (
        <g key={key} class="way-key" transform={`translate(${start + n * KEY_W} ${y})`}>
          <rect x={-8.5} y={-8.5} width={17} height={17} rx={4.5} />
          <text y={4}>{key}</text>
        </g>
      ))}
      {said ? (
        <text class="way-word" x={x} y={keys.length > 0 ? y + 20 : y + 4}>
          {said}
        </text>
      ) : null}
    </g>
  );
}
