/**
 * The picture of a conversation: the caller above the line, the operator below it.
 *
 * A slider for those who do not see it: click or drag to a place, or move with the arrows.
 */
import { useEffect, useRef } from "preact/hooks";
import { useSignal, useSignalEffect } from "@preact/signals";
import type { Peaks } from "../../api/words";
import { theme } from "../../app/theme";
import { t } from "../../i18n/catalogue";
import { clockText } from "../../i18n/format";
import { playing, positionS, seek } from "../../parts/player";
import { draw } from "./draw";

interface Props {
  recording: string;
  lengthS: number;
  peaks: Peaks | null;
}

export function Waveform({ recording, lengthS, peaks }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useSignal(0);
  const second = playing.value === recording ? Math.floor(positionS.value) : 0;

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => (width.value = element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  useEffect(() => paint(), [peaks]);
  useSignalEffect(() => paint());

  function paint(): void {
    const shown = [width.value, theme.value, positionS.value] as const;
    const at = playing.value === recording ? shown[2] : 0;
    if (canvas.current) draw(canvas.current, peaks, lengthS > 0 ? at / lengthS : 0);
  }

  const goTo = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    seek(recording, share * lengthS);
  };

  return (
    <div class="wave">
      <span class="wave-side" aria-hidden="true">
        <span>{t("wave.caller")}</span>
        <span>{t("wave.operator")}</span>
      </span>
      <div
        class="wave-slider"
        role="slider"
        tabIndex={0}
        aria-label={t("player.position")}
        aria-valuemin={0}
        aria-valuemax={Math.round(lengthS)}
        aria-valuenow={second}
        aria-valuetext={`${clockText(second)} / ${clockText(lengthS)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          goTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
        }}
      >
        <canvas ref={canvas} />
      </div>
    </div>
  );
}
