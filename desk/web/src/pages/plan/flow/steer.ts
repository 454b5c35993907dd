/** Where an arrow key leads from a box: down and up along its ways, aside within its layer. */
import type { Layout } from "./layout";

export type Arrow = "ArrowDown" | "ArrowUp" | "ArrowLeft" | "ArrowRight";

const nearest = <T extends { x: number }>(all: readonly T[], x: number): T | undefined =>
  [...all].sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];

/** The id of the next box; the same where there is none. From nowhere: the first box. */
export function step(picture: Layout, from: string, arrow: Arrow): string {
  const boxes = [...picture.boxes.values()];
  const here = picture.boxes.get(from);
  if (!here) return boxes[0]?.id ?? "";
  if (arrow === "ArrowLeft" || arrow === "ArrowRight") {
    const side = arrow === "ArrowRight" ? 1 : -1;
    const row = boxes.filter((box) => box.layer === here.layer && (box.x - here.x) * side > 0);
    return nearest(row, here.x)?.id ?? from;
  }
  const down = arrow === "ArrowDown";
  const linked = picture.ways
    .filter((way) => !way.back && (down ? way.source : way.target) === from)
    .map((way) => picture.boxes.get(down ? way.target : way.source))
    .filter((box) => box !== undefined);
  const beyond = boxes.filter(
    (box) => (down ? box.layer - here.layer : here.layer - box.layer) === 1,
  );
  return nearest(linked.length ? linked : beyond, here.x)?.id ?? from;
}
