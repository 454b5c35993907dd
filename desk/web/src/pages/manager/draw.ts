/** Draws the two sides of a recording as bars, what was heard in full colour. */
import type { Peaks } from "../../api/words";

const BAR = 2;
const GAP = 1;
const MOST_GAIN = 6;

interface Ink {
  caller: string;
  operator: string;
  faint: string;
  cursor: string;
}

function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    caller: value("--wave-caller"),
    operator: value("--wave-operator"),
    faint: value("--line-strong"),
    cursor: value("--ink"),
  };
}

/** The loudest of the peaks that fall under one bar. */
export function loudest(side: readonly number[], bar: number, bars: number): number {
  const from = Math.floor((bar * side.length) / bars);
  const to = Math.max(from + 1, Math.floor(((bar + 1) * side.length) / bars));
  return Math.min(1, Math.max(0, ...side.slice(from, to)));
}

/**
 * How much to raise both sides, so that quiet speech fills the picture: telephones seldom come
 * near full scale. The same for both, so that one who whispers still looks like it.
 */
export function gainOf(peaks: Peaks): number {
  const top = Math.max(0, ...peaks.left, ...peaks.right);
  return top > 0 ? Math.min(MOST_GAIN, Math.max(1, 1 / top)) : 1;
}

/** Paint all of it; `share` of it, 0 to 1, has been heard. Without peaks only the middle line. */
export function draw(canvas: HTMLCanvasElement, peaks: Peaks | null, share: number): void {
  const density = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (width === 0) return;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(density, density);
  const ink = inkOf(canvas);
  const middle = height / 2;
  const bars = Math.floor(width / (BAR + GAP));
  const room = (middle - 3) * (peaks ? gainOf(peaks) : 1);
  for (let bar = 0; peaks && bar < bars; bar += 1) {
    const heard = bar / bars < share;
    const x = bar * (BAR + GAP);
    const up = Math.max(1, loudest(peaks.left, bar, bars) * room);
    const down = Math.max(1, loudest(peaks.right, bar, bars) * room);
    pen.globalAlpha = heard || share === 0 ? 1 : 0.45;
    pen.fillStyle = ink.caller;
    pen.fillRect(x, middle - 1 - up, BAR, up);
    pen.fillStyle = ink.operator;
    pen.fillRect(x, middle + 1, BAR, down);
  }
  pen.globalAlpha = 1;
  if (!peaks) {
    pen.fillStyle = ink.faint;
    pen.fillRect(0, middle - 0.5, width, 1);
  }
  if (share > 0) {
    pen.fillStyle = ink.cursor;
    pen.fillRect(Math.min(width - 2, share * width - 1), 0, 2, height);
  }
}
