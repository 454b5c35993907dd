/** One moment of a call: its sentences, who was ruled out, and what was weighed. */
import { language, t } from "../../i18n/catalogue";
import { BEYOND_MEASURE, figure, type Row, type Told } from "./tell";

const MOST_COLUMNS = 4;

/** Sentences hold names of people, so each is in its own direction. */
export function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <>
      {lines.map((line, index) => (
        <p key={line} class={index === 0 ? "why-first" : "why-line"}>
          <bdi>{line}</bdi>
        </p>
      ))}
    </>
  );
}

export function Exclusions({ told }: { told: Told }) {
  if (told.excluded.length === 0) return null;
  return (
    <div class="why-excluded">
      <p class="muted">{t("why.cannot")}</p>
      <dl>
        {told.excluded.map((group) => (
          <div key={group.reason}>
            <dt>
              <bdi>{group.reason}</bdi>
            </dt>
            <dd>
              <bdi>{group.names.join(", ")}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {told.moreExcluded ? <p class="muted">{t("why.more", { n: told.moreExcluded })}</p> : null}
    </div>
  );
}

/** The terms of the index, one column a candidate: to the right what speaks for it. */
export function Weights({ told }: { told: Told }) {
  if (told.terms.length === 0) return null;
  const by = { language: language(), t };
  const shown = told.candidates.slice(0, MOST_COLUMNS);
  const more = told.moreCandidates + told.candidates.length - shown.length;
  const scale = scaleOf(told.terms, shown.length);
  return (
    <div class="why-weights">
      <table class={shown.length > 1 ? "beside-each-other" : "alone"}>
        <caption class="unseen">{t("reasons.weighed")}</caption>
        <thead>
          <tr>
            <td />
            {shown.map((name, column) => (
              <th key={column} scope="col">
                <bdi title={name}>
                  {name}
                </bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.terms.map((row) => (
            <tr key={row.word}>
              <th scope="row">{row.word}</th>
              {shown.map((_, column) => (
                <Cell key={column} value={row.values[column] ?? null} scale={scale} />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("why.index")}</th>
            {shown.map((_, column) => (
              <td key={column}>
                <span class="why-figure">{figure(told.sums[column] ?? 0, by, false)}</span>
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      {more > 0 ? <p class="muted">{t("why.more_rivals", { n: more })}</p> : null}
      <p class="muted">{t("why.unit")}</p>
    </div>
  );
}

/** The largest term that is a weight; what goes first anyway has no measure. */
function scaleOf(rows: readonly Row[], columns: number): number {
  const values = rows.flatMap((row) => row.values.slice(0, columns));
  const sizes = values.map((value) => Math.abs(value ?? 0));
  return Math.max(0.01, ...sizes.filter((size) => size < BEYOND_MEASURE));
}

function Cell({ value, scale }: { value: number | null; scale: number }) {
  if (value === null) return <td class="muted">–</td>;
  return (
    <td>
      <span class="why-cell">
        <Bar share={Math.max(-1, Math.min(1, value / scale))} />
        <span class="why-figure">{figure(value, { language: language(), t })}</span>
      </span>
    </td>
  );
}

/** A bar from the middle: to the right for, to the left against. The figure stands beside it. */
function Bar({ share }: { share: number }) {
  return (
    <svg
      class={share < 0 ? "why-bar against" : "why-bar for"}
      viewBox="-100 0 200 10"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="ground" x="-100" y="0" width="200" height="10" />
      <rect x={Math.min(0, share) * 100} y="0" width={Math.abs(share) * 100} height="10" />
      <line x1="0" x2="0" y1="0" y2="10" />
    </svg>
  );
}
