/** Ways that lead back up: out at a side of the source, up, and in at the side of the target. */
import { BOX_H, BOX_W, type Box, type Way } from "./shapes";

type Point = [number, number];

/** How far out: where boxes stand side by side, only the middle of the gap is free. */
const REACHES = [24, 11] as const;
const EDGE = 4;

/** Where the fewest boxes stand in the way; if it can be, far out and on the target's side. */
export function around(way: Way, boxes: ReadonlyMap<string, Box>, side: number): Point[] {
  const from = boxes.get(way.source);
  const to = boxes.get(way.target);
  if (!from || !to) return [];
  const others = [...boxes.values()].filter((box) => box !== from && box !== to);
  const choices = from.x >= to.x ? ([1, -1] as const) : ([-1, 1] as const);
  const ways = REACHES.flatMap((reach) =>
    choices.map((hand) => route(from, to, hand, reach, side)),
  );
  const hits = ways.map((points) => others.filter((box) => meets(points, box)).length);
  return ways[hits.indexOf(Math.min(...hits))] ?? [];
}

function route(from: Box, to: Box, hand: 1 | -1, reach: number, side: number): Point[] {
  const edge = (hand * BOX_W) / 2;
  const far = hand > 0 ? Math.max(from.x, to.x) : Math.min(from.x, to.x);
  const outer = Math.min(side - EDGE, Math.max(EDGE, far + edge + hand * reach));
  const middle = BOX_H / 2;
  return [
    [from.x + edge, from.y + middle],
    [outer, from.y + middle],
    [outer, to.y + middle],
    [to.x + edge, to.y + middle],
  ];
}

/** Whether a line of straight parts runs through a box. */
function meets(points: readonly Point[], box: Box): boolean {
  const [left, right] = [box.x - BOX_W / 2, box.x + BOX_W / 2];
  const [top, bottom] = [box.y, box.y + BOX_H];
  return points.slice(1).some((end, n) => {
    const start = points[n] ?? end;
    const clear =
      Math.max(start[0], end[0]) < left ||
      Math.min(start[0], end[0]) > right ||
      Math.max(start[1], end[1]) < top ||
      Math.min(start[1], end[1]) > bottom;
    return !clear;
  });
}
