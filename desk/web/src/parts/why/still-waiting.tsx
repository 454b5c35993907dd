/** Why a caller still waits: the last that the service said of it, fresh while it is open. */
import { useEffect } from "preact/hooks";
import { getWhy } from "../../api/centre";
import type { WhyMoment } from "../../api/why";
import type { CallCard } from "../../api/words";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { At } from "../words";
import { Exclusions, Lines } from "./moment";
import { speaker } from "./speaker";
import { tell } from "./tell";

const AGAIN_MS = 5_000;

export function StillWaiting({ card, id }: { card: CallCard; id: string }) {
  const turn = `${card.call} ${card.since} ${card.forecast_at} ${card.ringing.join(" ")}`;
  const loaded = useLoad(turn, () => getWhy(card.call));
  useEffect(() => {
    const timer = setInterval(loaded.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const moments = loaded.data?.moments ?? [];
  const moment =
    (card.ringing.length > 0 ? lastOf(moments, "OfferMade") : undefined) ??
    lastOf(moments, "WaitExplained");
  return (
    <div class="why-panel" id={id} aria-busy={loaded.data === null && !loaded.trouble}>
      {loaded.trouble ? <p class="red-text">{loaded.trouble}</p> : null}
      {loaded.data && !moment ? <p class="muted">{t("reasons.none_yet")}</p> : null}
      {moment ? <Moment moment={moment} /> : null}
    </div>
  );
}

function lastOf(
  moments: readonly WhyMoment[],
  type: WhyMoment["fact"]["type"],
): WhyMoment | undefined {
  return moments.findLast((moment) => moment.fact.type === type);
}

function Moment({ moment }: { moment: WhyMoment }) {
  const told = tell(moment.fact, speaker(moment.names));
  return (
    <div class="why-moment">
      <p class="why-as-of muted">
        {t("reasons.as_of")} <At moment={moment.at} seconds />
      </p>
      <Lines lines={told.lines} />
      <Exclusions told={told} />
    </div>
  );
}
