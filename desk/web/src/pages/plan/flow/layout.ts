/**
 * Where the boxes of the flow stand: layers from the numbers down, each below all that lead to
 * it; ways that lead back up are left out of the layering and drawn around.
 */
import { around } from "./around";
import { BOX_H, BOX_W, type Box, type Way } from "./shapes";

export interface Layout {
  boxes: Map<string, Box>;
  ways: Way[];
  width: number;
  height: number;
}

export interface Link {
  source: string;
  target: string;
  label: string;
}

const GAP_X = 22;
const GAP_Y = 46;
const LANE_W = 16;
const MARGIN = 28;
const SWEEPS = 12;

/** Ways between the same two boxes are drawn once, with all their labels. */
function merged(links: readonly Link[]): Way[] {
  const found = new Map<string, Way>();
  for (const { source, target, label } of links) {
    const key = `${source}\n${target}`;
    const way = found.get(key) ?? { source, target, labels: [], back: false, points: [] };
    if (label && !way.labels.includes(label)) way.labels.push(label);
    found.set(key, way);
  }
  return [...found.values()];
}

function grouped<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) found.set(keyOf(each), [...(found.get(keyOf(each)) ?? []), each]);
  return found;
}

/** Mark ways that close a circle, seen from the first boxes on. */
function markBack(ids: readonly string[], ways: readonly Way[]): void {
  const out = grouped(ways, (way) => way.source);
  const state = new Map<string, "open" | "done">();
  const visit = (id: string) => {
    state.set(id, "open");
    for (const way of out.get(id) ?? []) {
      const seen = state.get(way.target);
      if (seen === "open") way.back = true;
      else if (seen === undefined) visit(way.target);
    }
    state.set(id, "done");
  };
  for (const id of ids) if (!state.has(id)) visit(id);
}

/** The longest way from the top decides the layer. */
function layersOf(ids: readonly string[], ways: readonly Way[]): Map<string, number> {
  const into = grouped(
    ways.filter((way) => !way.back),
    (way) => way.target,
  );
  const layer = new Map<string, number>();
  const depth = (id: string): number => {
    const known = layer.get(id);
    if (known !== undefined) return known;
    const before = (into.get(id) ?? []).map((way) => depth(way.source) + 1);
    const found = Math.max(0, ...before);
    layer.set(id, found);
    return found;
  };
  ids.forEach(depth);
  return layer;
}

interface Cell {
  id: string;
  width: number;
  up: Cell[];
  down: Cell[];
  x: number;
}

interface Grid {
  rows: Cell[][];
  cells: Map<string, Cell>;
  lanes: Map<Way, Cell[]>;
}

/** A long way gets a narrow cell in every layer that it passes. */
function gridOf(ids: readonly string[], ways: readonly Way[], layer: Map<string, number>): Grid {
  const depth = Math.max(0, ...layer.values());
  const rows: Cell[][] = Array.from({ length: depth + 1 }, () => []);
  const cells = new Map<string, Cell>();
  const lanes = new Map<Way, Cell[]>();
  const place = (id: string, at: number, width: number): Cell => {
    const cell: Cell = { id, width, up: [], down: [], x: 0 };
    rows[at]?.push(cell);
    return cell;
  };
  for (const id of ids) cells.set(id, place(id, layer.get(id) ?? 0, BOX_W));
  for (const way of ways) {
    if (way.back) continue;
    const chain = [cells.get(way.source)];
    for (let at = (layer.get(way.source) ?? 0) + 1; at < (layer.get(way.target) ?? 0); at += 1) {
      chain.push(place(`${way.source}>${way.target}`, at, LANE_W));
    }
    chain.push(cells.get(way.target));
    const whole = chain.filter((cell) => cell !== undefined);
    whole.slice(1).forEach((cell, n) => {
      whole[n]?.down.push(cell);
      if (whole[n]) cell.up.push(whole[n]);
    });
    lanes.set(way, whole.slice(1, -1));
  }
  return { rows, cells, lanes };
}

function crossings(rows: readonly Cell[][]): number {
  let found = 0;
  for (const row of rows) {
    const next = new Map<Cell, number>();
    row.flatMap((cell) => cell.down).forEach((cell) => next.set(cell, 0));
    const below = rows.find((other) => other.some((cell) => next.has(cell))) ?? [];
    below.forEach((cell, n) => next.set(cell, n));
    const ends = row.flatMap((cell) =>
      cell.down.map((to) => next.get(to) ?? 0).sort((a, b) => a - b),
    );
    for (let i = 0; i < ends.length; i += 1) {
      for (let j = i + 1; j < ends.length; j += 1) if ((ends[i] ?? 0) > (ends[j] ?? 0)) found += 1;
    }
  }
  return found;
}

/** Order each layer by the middle of its neighbours, down and up in turn; keep the best found. */
function order(rows: Cell[][]): void {
  let best = rows.map((row) => [...row]);
  let least = crossings(rows);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep += 1) {
    const down = sweep % 2 === 0;
    const walk = down ? rows : [...rows].reverse();
    for (const [n, row] of walk.entries()) {
      const at = new Map((walk[n - 1] ?? []).map((cell, i) => [cell, i]));
      const middle = new Map(
        row.map((cell, i) => {
          const near = (down ? cell.up : cell.down).map((other) => at.get(other) ?? 0);
          return [cell, near.length ? near.reduce((a, b) => a + b, 0) / near.length : i] as const;
        }),
      );
      row.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
    }
    const found = crossings(rows);
    if (found < least) {
      least = found;
      best = rows.map((row) => [...row]);
    }
  }
  rows.forEach((row, n) => row.splice(0, row.length, ...(best[n] ?? [])));
}

const room = (a: Cell, b: Cell): number => (a.width + b.width) / 2 + GAP_X;

/** Each cell near the middle of its neighbours, without touching the one beside it. */
function spread(rows: readonly Cell[][]): void {
  for (const row of rows) {
    row.forEach((cell, n) => {
      const before = row[n - 1];
      cell.x = before ? before.x + room(before, cell) : 0;
    });
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) settle(row, down);
  }
}

function settle(row: readonly Cell[], down: boolean): void {
  const wanted = row.map((cell) => {
    const [first, other] = down ? [cell.up, cell.down] : [cell.down, cell.up];
    const near = first.length ? first : other;
    return near.length ? near.reduce((sum, each) => sum + each.x, 0) / near.length : cell.x;
  });
  const left: number[] = [];
  const right: number[] = [];
  row.forEach((cell, n) => {
    const before = row[n - 1];
    const least = before ? (left[n - 1] ?? 0) + room(before, cell) : -Infinity;
    left[n] = Math.max(wanted[n] ?? 0, least);
  });
  for (let n = row.length - 1; n >= 0; n -= 1) {
    const cell = row[n];
    const after = row[n + 1];
    const most = cell && after ? (right[n + 1] ?? 0) - room(cell, after) : Infinity;
    right[n] = Math.min(wanted[n] ?? 0, most);
  }
  row.forEach((cell, n) => (cell.x = ((left[n] ?? 0) + (right[n] ?? 0)) / 2));
}

/** Lay out boxes, given in the order of their importance, and the ways between them. */
export function layout(ids: readonly string[], links: readonly Link[]): Layout {
  const known = new Set(ids);
  const ways = merged(links.filter((link) => known.has(link.source) && known.has(link.target)));
  markBack(ids, ways);
  const layer = layersOf(ids, ways);
  const grid = gridOf(ids, ways, layer);
  order(grid.rows);
  spread(grid.rows);
  const all = grid.rows.flat();
  const least = all.length ? Math.min(...all.map((cell) => cell.x - cell.width / 2)) : 0;
  const most = all.length ? Math.max(...all.map((cell) => cell.x + cell.width / 2)) : 0;
  for (const cell of all) cell.x += MARGIN - least;
  const boxes = new Map<string, Box>();
  for (const [id, cell] of grid.cells) {
    const at = layer.get(id) ?? 0;
    boxes.set(id, { id, layer: at, x: cell.x, y: MARGIN + at * (BOX_H + GAP_Y) });
  }
  const side = most - least + MARGIN * 2;
  route(ways, boxes, grid.lanes, side);
  const backs = ways.some((way) => way.back);
  const height = MARGIN * 2 + grid.rows.length * (BOX_H + GAP_Y) - GAP_Y;
  return { boxes, ways, width: side + (backs ? MARGIN : 0), height };
}

/** Ways leave a box side by side, in the order of where they go, and come in likewise. */
function route(
  ways: readonly Way[],
  boxes: ReadonlyMap<string, Box>,
  lanes: ReadonlyMap<Way, Cell[]>,
  side: number,
): void {
  const port = (box: Box, n: number, of: number) => box.x + BOX_W * ((n + 1) / (of + 1) - 0.5);
  const x = (id: string) => boxes.get(id)?.x ?? 0;
  const down = ways.filter((way) => !way.back);
  const first = (way: Way) => lanes.get(way)?.[0]?.x ?? x(way.target);
  const last = (way: Way) => lanes.get(way)?.at(-1)?.x ?? x(way.source);
  for (const [source, out] of grouped(down, (way) => way.source)) {
    const box = boxes.get(source);
    if (!box) continue;
    out.sort((a, b) => first(a) - first(b));
    out.forEach((way, n) => way.points.push([port(box, n, out.length), box.y + BOX_H]));
  }
  for (const way of down) {
    const from = boxes.get(way.source)?.layer ?? 0;
    lanes.get(way)?.forEach((cell, n) => {
      const top = MARGIN + (from + 1 + n) * (BOX_H + GAP_Y);
      way.points.push([cell.x, top], [cell.x, top + BOX_H]);
    });
  }
  for (const [target, into] of grouped(down, (way) => way.target)) {
    const box = boxes.get(target);
    if (!box) continue;
    into.sort((a, b) => last(a) - last(b));
    into.forEach((way, n) => way.points.push([port(box, n, into.length), box.y]));
  }
  for (const way of ways) if (way.back) way.points.push(...around(way, boxes, side));
}
