/** Why the call came to me, in a sentence; more of it when it is opened. */
import { useEffect } from "preact/hooks";
import { getWhy } from "../../api/centre";
import type { OfferMade, Why } from "../../api/why";
import type { CallCard, OperatorCard } from "../../api/words";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { decisive, tell, type Speaker } from "../../parts/why/tell";
import { speaker } from "../../parts/why/speaker";

const AGAIN_MS = 3_000;

export function WhyMine({ card, call }: { card: OperatorCard; call: CallCard }) {
  const loaded = useLoad(call.call, () => getWhy(call.call));
  const offer = loaded.data ? ownOffer(loaded.data, card.operator) : null;
  // The server waits for its ledger; only one that is far behind has to be asked again.
  const behind = loaded.data !== null && offer === null;
  useEffect(() => {
    if (!behind) return undefined;
    const timer = setTimeout(loaded.again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [behind, loaded.data]);
  if (!offer) return null;
  const { fact, names } = offer;
  const by = speaker(names);
  const [short, ...rest] = shortFirst(fact, by);
  return (
    <details class="why-mine">
      <summary>
        <span class="muted">{t("reasons.mine")}</span>
        <bdi>{short}</bdi>
      </summary>
      {rest.map((line) => (
        <p key={line}>
          <bdi>{line}</bdi>
        </p>
      ))}
    </details>
  );
}

/** What decided between me and others comes first; between calls, that I was free. */
function shortFirst(fact: OfferMade, by: Speaker): string[] {
  const { trace } = fact;
  if (!trace) return tell(fact, by).lines.slice(1);
  const decided = decisive(trace, by.operator(fact.operator), by);
  const free = t(`mine.${trace.trigger}`);
  const amongOperators = trace.rivals?.some((rival) => rival.operator !== undefined) ?? false;
  return amongOperators ? [...decided, free] : [free, ...decided];
}

function ownOffer(
  why: Why,
  operator: string,
): { fact: OfferMade; names: Record<string, string> } | null {
  for (const { fact, names } of why.moments.toReversed()) {
    if (fact.type === "OfferMade" && fact.operator === operator) return { fact, names };
  }
  return null;
}
