/** The flow as a picture: boxes that can be reached by key, ways between them, live counts. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Picture, PictureNode } from "../../../api/plan-words";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { findings, picture } from "../draft";
import { boxTitle } from "../names";
import { Box } from "./box";
import { layout, type Layout } from "./layout";
import { BOX_H } from "./shapes";
import { step, type Arrow } from "./steer";
import { labelsOf } from "./draw";
import { WayLine, wayWords } from "./way";

interface View {
  x: number;
  y: number;
  scale: number;
}

const LEAST = 0.4;
const MOST = 1.6;
/** Up to this width the form stands below. */
const STACKED = 900;
/** Below this the words in the boxes are too small to read: the picture is moved instead. */
const READABLE = 0.7;

export function layoutOf({ nodes, edges }: Picture): Layout {
  const rank = (node: PictureNode) => (node.kind === "number" ? 0 : node.kind === "end" ? 2 : 1);
  const ids = [...nodes].sort((a, b) => rank(a) - rank(b)).map((node) => node.id);
  return layout(ids, edges);
}

export function Graph(props: { at: string; onChoose: (id: string) => void; onEnter: () => void }) {
  const drawn = useComputed(() => layoutOf(picture.value)).value;
  const frame = useRef<HTMLDivElement>(null);
  const view = useSignal<View>({ x: 0, y: 0, scale: 1 });
  const grabbed = useRef<{ x: number; y: number; from: View } | null>(null);

  const fit = () => {
    const box = frame.current;
    if (!box) return;
    const wanted = Math.min(1, box.clientWidth / drawn.width, box.clientHeight / drawn.height);
    const scale = Math.max(READABLE, wanted);
    view.value = {
      scale,
      x: Math.max(
        (box.clientWidth - drawn.width * scale) / 2,
        Math.min(0, box.clientWidth - drawn.width * scale),
      ),
      y: Math.max(0, (box.clientHeight - drawn.height * scale) / 2),
    };
  };
  const zoom = (by: number, px?: number, py?: number) => {
    const box = frame.current;
    if (!box) return;
    const before = view.value;
    const scale = Math.min(MOST, Math.max(LEAST, before.scale * by));
    const [x, y] = [px ?? box.clientWidth / 2, py ?? box.clientHeight / 2];
    const share = scale / before.scale;
    view.value = { scale, x: x - (x - before.x) * share, y: y - (y - before.y) * share };
  };
  const shown = `${drawn.width}/${drawn.height}`;
  useLayoutEffect(fit, [shown]);
  useEffect(() => {
    const seen = new ResizeObserver(fit);
    if (frame.current) seen.observe(frame.current);
    return () => seen.disconnect();
  }, [shown]);
  useEffect(() => {
    const box = frame.current;
    // Not passive: the wheel moves the picture and not the page.
    const wheel = (event: WheelEvent) => {
      // Where the form stands below the picture, the wheel must still reach it.
      if (!event.ctrlKey && window.innerWidth <= STACKED) return;
      event.preventDefault();
      const { left, top } = box?.getBoundingClientRect() ?? { left: 0, top: 0 };
      if (event.ctrlKey)
        zoom(Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
      else
        view.value = {
          ...view.value,
          x: view.value.x - event.deltaX,
          y: view.value.y - event.deltaY,
        };
    };
    box?.addEventListener("wheel", wheel, { passive: false });
    return () => box?.removeEventListener("wheel", wheel);
  }, []);

  const focus = (id: string) => {
    props.onChoose(id);
    reveal(id);
    requestAnimationFrame(() =>
      frame.current?.querySelector<SVGGElement>(`[data-box="${CSS.escape(id)}"]`)?.focus(),
    );
  };
  /** Move a box into the frame when it is not wholly there. */
  const reveal = (id: string) => {
    const box = drawn.boxes.get(id);
    const room = frame.current;
    if (!box || !room) return;
    const { x, y, scale } = view.value;
    const [across, down] = [box.x * scale + x, (box.y + BOX_H / 2) * scale + y];
    const near = (at: number, size: number) =>
      at < 90 ? 90 - at : at > size - 90 ? size - 90 - at : 0;
    view.value = {
      scale,
      x: x + near(across, room.clientWidth),
      y: y + near(down, room.clientHeight),
    };
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key.startsWith("Arrow")) focus(step(drawn, props.at, event.key as Arrow));
    else if (event.key === "Enter" || event.key === " ") props.onEnter();
    else if (event.key === "+" || event.key === "=") zoom(1.2);
    else if (event.key === "-") zoom(1 / 1.2);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const { x, y, scale } = view.value;
  const first = props.at && drawn.boxes.has(props.at) ? props.at : [...drawn.boxes.keys()][0];
  const labels = labelsOf(drawn.ways, wayWords);
  const nodes = new Map(picture.value.nodes.map((node) => [node.id, node]));
  return (
    <div class="graph-frame">
      <div
        ref={frame}
        class="graph"
        onKeyDown={press}
        onPointerDown={(event) => {
          if ((event.target as Element).closest("[data-box]")) return;
          grabbed.current = { x: event.clientX, y: event.clientY, from: view.value };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const held = grabbed.current;
          if (!held) return;
          const { from } = held;
          view.value = {
            ...from,
            x: from.x + event.clientX - held.x,
            y: from.y + event.clientY - held.y,
          };
        }}
        onPointerUp={() => (grabbed.current = null)}
        onPointerCancel={() => (grabbed.current = null)}
      >
        <svg role="group" aria-label={t("plan.graph")} width="100%" height="100%">
          <g transform={`translate(${x} ${y}) scale(${scale})`}>
            {drawn.ways.map((way) => (
              <WayLine
                key={`${way.source}>${way.target}`}
                way={way}
                label={labels.get(way)}
                lit={way.source === props.at || way.target === props.at}
              />
            ))}
            {[...drawn.boxes.values()].map((box) => {
              const node = nodes.get(box.id);
              return node ? (
                <Box
                  key={box.id}
                  box={box}
                  node={node}
                  title={boxTitle(box.id)}
                  findings={findings.value}
                  chosen={box.id === props.at}
                  reachable={box.id === first}
                  onChoose={() => focus(box.id)}
                />
              ) : null;
            })}
          </g>
        </svg>
      </div>
      <div class="zoom" role="group" aria-label={t("plan.zoom")}>
        <button
          type="button"
          class="bare"
          aria-label={t("plan.zoom_out")}
          onClick={() => zoom(1 / 1.2)}
        >
          −
        </button>
        <button type="button" class="bare" onClick={fit}>
          {t("plan.fit")}
        </button>
        <button type="button" class="bare" aria-label={t("plan.zoom_in")} onClick={() => zoom(1.2)}>
          <Icon name="add" />
        </button>
      </div>
    </div>
  );
}
