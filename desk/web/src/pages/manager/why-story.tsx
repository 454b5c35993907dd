/** Why a call went as it did; asked for when it is opened, and open for the next call too. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getWhy } from "../../api/centre";
import type { CallRow } from "../../api/words";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { Story } from "../../parts/why/story";

const AGAIN_MS = 3_000;
const open = signal(false);

export function WhyStory({ call }: { call: CallRow }) {
  const wanted = open.value;
  const loaded = useLoad(wanted ? `${call.id} ${call.ended_at ?? ""}` : null, () => getWhy(call.id));
  const lives = wanted && call.ended_at === null;
  useEffect(() => {
    if (!lives) return undefined;
    const timer = setInterval(loaded.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [lives]);
  return (
    <details
      class="why"
      open={wanted}
      onToggle={(event) => (open.value = event.currentTarget.open)}
    >
      <summary>{t("reasons.story")}</summary>
      {loaded.trouble ? <p class="red-text">{loaded.trouble}</p> : null}
      {loaded.data ? <Story why={loaded.data} /> : null}
    </details>
  );
}
