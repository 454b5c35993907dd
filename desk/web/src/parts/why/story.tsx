/** The whole of it: every moment of a call at which something was decided, in order. */
import type { Why, WhyMoment } from "../../api/why";
import { t } from "../../i18n/catalogue";
import { At } from "../words";
import { Exclusions, Lines, Weights } from "./moment";
import { speaker } from "./speaker";
import { tell, type Told } from "./tell";

interface Shown {
  at: string;
  told: Told;
  /** Who is ruled out, unless the moment before said just the same. */
  newlyExcluded: boolean;
}

export function Story({ why }: { why: Why }) {
  const moments = momentsOf(why.moments);
  if (moments.length === 0) return <p class="muted">{t("why.nothing")}</p>;
  return (
    <>
      <ol class="why-story">
        {moments.map(({ at, told, newlyExcluded }, index) => (
          <li key={`${at} ${index}`}>
            <span class="why-at figures muted">
              <At moment={at} seconds />
            </span>
            <div class="why-moment">
              <Lines lines={told.lines} />
              {newlyExcluded ? <Exclusions told={told} /> : null}
              <Weights told={told} />
            </div>
          </li>
        ))}
      </ol>
      {why.left_out > 0 ? <p class="muted">{t("why.left_out", { n: why.left_out })}</p> : null}
    </>
  );
}

/** A caller who waits on just as before is not told of again. */
function momentsOf(moments: readonly WhyMoment[]): Shown[] {
  const shown: Shown[] = [];
  let before = "";
  let excluded = "";
  for (const { at, fact, names } of moments) {
    const told = tell(fact, speaker(names));
    if (fact.type === "WaitExplained") {
      const state = JSON.stringify([{ ...fact, waited_s: 0 }, told.lines.slice(1)]);
      if (state === before) continue;
      before = state;
    }
    const now = JSON.stringify(told.excluded);
    shown.push({ at, told, newlyExcluded: now !== excluded });
    if (told.excluded.length > 0) excluded = now;
  }
  return shown;
}
