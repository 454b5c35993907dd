/** One box of the picture: icon, title and kind, who is there now, and what is wrong with it. */
import type { Finding, PictureNode } from "../../../api/plan-words";
import { t, type Key } from "../../../i18n/catalogue";
import { board } from "../../../live/live";
import { iconPath } from "../icon";
import { familyOf, iconOf, isKind } from "../kinds";
import { BOX_H, BOX_W, type Box as Place } from "./shapes";

interface Props {
  box: Place;
  node: PictureNode;
  title: string;
  findings: readonly Finding[];
  chosen: boolean;
  /** The one box that Tab reaches. */
  reachable: boolean;
  onChoose: () => void;
}

const TITLE_SIGNS = 15;
const KIND_SIGNS = 17;

export const kindWords = (kind: string): string => (isKind(kind) ? t(`kind.${kind}` as Key) : kind);

const short = (text: string, signs: number): string =>
  text.length > signs ? `${text.slice(0, signs - 1)}…` : text;

/** How many callers are at a step or wait in a queue at this moment. */
export function callersAt(id: string): number {
  const [room, name] = id.split("/");
  if (room === "queue") return board.queues.value.find((card) => card.queue === name)?.waiting ?? 0;
  if (room !== "flow") return 0;
  return board.calls.value.filter((card) => card.node === name).length;
}

export function Box(props: Props) {
  const { box, node, findings } = props;
  const here = callersAt(node.id);
  const found = node.findings.map((n) => findings[n]).filter((each) => each !== undefined);
  const wrong = found.some((each) => each.severity === "error");
  const title = node.kind === "end" ? t("kind.end") : props.title;
  const kind = node.kind === "end" ? "" : kindWords(node.kind);
  const name = [
    title,
    kind,
    ...(here > 0 ? [t("plan.callers_here", { n: here })] : []),
    ...found.map((each) => each.message),
  ];
  const left = box.x - BOX_W / 2;
  return (
    <g
      class={`box ${familyOf(node.kind)}${props.chosen ? " chosen" : ""}`}
      data-box={node.id}
      role="button"
      tabindex={props.reachable ? 0 : -1}
      aria-label={name.filter(Boolean).join(", ")}
      aria-pressed={props.chosen}
      transform={`translate(${left} ${box.y})`}
      onClick={props.onChoose}
    >
      <title>{node.told ? `${title}: ${node.told}` : title}</title>
      <rect class="box-ground" width={BOX_W} height={BOX_H} rx={node.kind === "end" ? 24 : 11} />
      <rect class="box-disc" x={9} y={10} width={28} height={28} rx={8} />
      <path class="box-icon" d={iconPath(iconOf(node.kind))} transform="translate(15 16)" />
      <text class="box-title" x={46} y={kind ? 21 : 28}>
        {short(title, TITLE_SIGNS)}
      </text>
      {kind ? (
        <text class="box-kind" x={46} y={36}>
          {short(kind, KIND_SIGNS)}
        </text>
      ) : null}
      {here > 0 ? (
        <g class="box-count" transform={`translate(${BOX_W - 4} 2)`}>
          <rect x={-13} y={-11} width={26} height={20} rx={10} />
          <text y={3}>{here}</text>
        </g>
      ) : null}
      {found.length > 0 ? (
        <g class={wrong ? "box-mark error" : "box-mark warning"} transform="translate(3 3)">
          {wrong ? <circle r={9} /> : <path d="M0 -10 10 8 -10 8Z" />}
          <text y={wrong ? 4 : 6}>!</text>
        </g>
      ) : null}
    </g>
  );
}
