/** How a way is drawn, and where labels stand. */
import type { Way } from "./shapes";

const CORNER = 10;

const round = (n: number): number => Math.round(n * 10) / 10;

/** A smooth path through a way's points. */
export function pathOf(way: Way): string {
  return way.back ? elbow(way.points) : curve(way.points);
}

function curve(points: readonly [number, number][]): string {
  const [start, ...rest] = points;
  if (!start) return "";
  let [x, y] = start;
  let path = `M${round(x)} ${round(y)}`;
  for (const [toX, toY] of rest) {
    const middle = (y + toY) / 2;
    path += `C${round(x)} ${round(middle)} ${round(toX)} ${round(middle)} ${round(toX)} ${round(toY)}`;
    [x, y] = [toX, toY];
  }
  return path;
}

function elbow(points: readonly [number, number][]): string {
  const [a, b, c, d] = points;
  if (!a || !b || !c || !d) return "";
  const out = Math.sign(b[0] - a[0]) || 1;
  const up = Math.sign(c[1] - b[1]) || -1;
  const bend = Math.min(CORNER, Math.abs(c[1] - b[1]) / 2, Math.abs(b[0] - a[0]));
  const back = Math.sign(d[0] - c[0]) || -1;
  return [
    `M${round(a[0])} ${round(a[1])}`,
    `H${round(b[0] - out * bend)}`,
    `Q${round(b[0])} ${round(b[1])} ${round(b[0])} ${round(b[1] + up * bend)}`,
    `V${round(c[1] - up * bend)}`,
    `Q${round(c[0])} ${round(c[1])} ${round(c[0] + back * bend)} ${round(c[1])}`,
    `H${round(d[0])}`,
  ].join("");
}

export interface Label {
  x: number;
  y: number;
  keys: string[];
  words: string;
}

const KEY = /^(?:key )?([0-9*#])$/;
export const KEY_W = 19;
const SIGN_W = 6.2;
const ROW = 13;
const ROWS = 3;
const APART = 5;

/** What stands on each way: keys as caps, other labels in words. Labels never hide each other. */
export function labelsOf(ways: readonly Way[], say: (label: string) => string): Map<Way, Label> {
  const labels = new Map<Way, Label>();
  for (const way of ways) {
    const [x, y] = labelPlace(way);
    const keys = way.labels.flatMap((label) => KEY.exec(label)?.[1] ?? []);
    const words = way.labels
      .filter((label) => !KEY.test(label))
      .map(say)
      .filter(Boolean);
    if (keys.length + words.length > 0) labels.set(way, { x, y, keys, words: words.join(", ") });
  }
  // From left to right: one that would touch the last of its row stands a row lower.
  const taken = new Map<string, number>();
  for (const [way, label] of [...labels].sort(([, a], [, b]) => a.x - b.x)) {
    if (way.back) continue;
    // Words stand below keys, where nothing else does.
    const wide = label.keys.length > 0 ? label.keys.length * KEY_W : label.words.length * SIGN_W;
    const half = wide / 2;
    for (let row = 0; row < ROWS; row += 1) {
      const at = `${label.y}/${row}`;
      if ((taken.get(at) ?? -Infinity) + APART > label.x - half && row < ROWS - 1) continue;
      taken.set(at, label.x + half);
      label.y += row * ROW;
      break;
    }
  }
  return labels;
}

/** A little way out of the source. */
function labelPlace(way: Way): [number, number] {
  const [start, next] = way.points;
  if (!start || !next) return [0, 0];
  if (way.back) return [next[0], start[1] - (start[1] - (way.points[2]?.[1] ?? start[1])) * 0.4];
  return [start[0] + (next[0] - start[0]) * 0.16, start[1] + 15];
}

/** The tip of the arrow: three points at the end of the way. */
export function tipOf(way: Way): string {
  const end = way.points.at(-1);
  const before = way.points.at(-2);
  if (!end || !before) return "";
  const [x, y] = end.map(round) as [number, number];
  if (!way.back) return `M${x - 4} ${y - 7}L${x} ${y}L${x + 4} ${y - 7}`;
  const from = Math.sign(before[0] - x) || 1;
  return `M${x + from * 7} ${y - 4}L${x} ${y}L${x + from * 7} ${y + 4}`;
}
