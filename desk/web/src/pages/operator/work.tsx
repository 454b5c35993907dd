/** The middle of the screen: outcome and notes of the call; between calls, my day. */
import type { OperatorCard } from "../../api/words";
import { plan } from "../../app/plan";
import { language, t } from "../../i18n/catalogue";
import { percentText } from "../../i18n/format";
import { now } from "../../live/live";
import { acts } from "./acts";
import { printed, type Deed } from "./bindings";
import { part, subject } from "./here";
import { Icon } from "./icon";
import { Notes } from "./notes";
import { backTo, choosePick, isRequired, levelNow, outcomeMissing } from "./outcome-state";
import { taken } from "./phone-here";
import { bindings } from "./printed";

export function Work({ card }: { card: OperatorCard }) {
  const about = subject.value;
  const rings = part.value === "rings";
  const wraps = card.activity === "wrapping_up";
  return (
    <section class={`panel work ${wraps ? "wrap_up" : ""}`} aria-labelledby="work-title">
      {wraps && card.wrap_up_until ? <Countdown card={card} until={card.wrap_up_until} /> : null}
      <h2 id="work-title" class={about ? "unseen" : undefined}>
        {t(about ? "work.title" : "work.day")}
      </h2>
      {about && part.value === "asked" ? (
        <p class="muted work-wait">{t("work.asked")}</p>
      ) : about && !rings ? (
        <>
          <Outcome call={about.call} queue={about.queue} />
          <Notes key={about.call} call={about.call} />
        </>
      ) : rings ? (
        <p class="muted work-wait">{t("work.rings")}</p>
      ) : (
        <Day card={card} />
      )}
    </section>
  );
}

/** How much of the wrap-up is left, as a line that gets shorter. */
function Countdown({ card, until }: { card: OperatorCard; until: string }) {
  const end = Date.parse(until);
  const whole = Math.max(1, end - Date.parse(card.since));
  const left = Math.max(0, end - now.value);
  return <progress class="countdown" max={whole} value={left} aria-label={t("work.left")} />;
}

function Outcome({ call, queue }: { call: string; queue: string | null }) {
  const level = levelNow();
  if (!level) return null;
  const missing = outcomeMissing.value === call && !level.whole;
  const parents = level.whole ? level.way.slice(0, -1) : level.way;
  const chosen = level.whole ? level.way.at(-1) : undefined;
  return (
    <div class={`outcome-picks ${missing ? "missing" : ""}`} data-focus="outcome">
      <h3 id="outcome-title">
        {t("pick.title")}
        {isRequired(queue) && !level.whole ? (
          <span class={missing ? "red-text" : "muted"}>{t("pick.required")}</span>
        ) : null}
        {level.whole ? (
          <span class="state ready">
            <Icon name="check" />
            <bdi class="clip">{level.way.map((each) => each.name).join(" › ")}</bdi>
          </span>
        ) : null}
      </h3>
      <div class="picks" role="group" aria-labelledby="outcome-title">
        {parents.map((each, depth) => (
          <button
            key={each.code}
            type="button"
            class="pick parent"
            disabled={taken.value}
            title={t("pick.back")}
            onClick={() => backTo(depth)}
          >
            <bdi class="clip">{each.name}</bdi>
            <Icon name="next" />
          </button>
        ))}
        {level.picks.map((each, n) => (
          <button
            key={each.code}
            type="button"
            class="pick"
            disabled={taken.value}
            aria-pressed={each === chosen}
            aria-keyshortcuts={n < 9 ? `Alt+${n + 1}` : undefined}
            onClick={() => choosePick(level, each)}
          >
            {n < 9 ? <kbd aria-hidden="true">{n + 1}</kbd> : null}
            <bdi class="clip">{each.name}</bdi>
            {each.children.length > 0 ? <Icon name="next" /> : null}
          </button>
        ))}
      </div>
      <p class="red-text" role="alert">
        {missing ? t("pick.needed") : ""}
      </p>
    </div>
  );
}

const shown: readonly Deed[] = [
  "answer",
  "hang_up",
  "hold",
  "mute",
  "transfer",
  "ready",
  "finish",
  "palette",
];

/** My figures of today and the keys that matter: what an empty screen is good for. */
function Day({ card }: { card: OperatorCard }) {
  return (
    <div class="day">
      <dl class="day-figures">
        <div>
          <dt>{t("operator.answered")}</dt>
          <dd class="figures">{card.answered_today}</dd>
        </div>
        <div class={card.missed_today > 0 ? "red-text" : undefined}>
          <dt>{t("operator.missed")}</dt>
          <dd class="figures">{card.missed_today}</dd>
        </div>
        <div>
          <dt>{t("day.occupancy")}</dt>
          <dd class="figures">{percentText(language(), card.occupancy)}</dd>
        </div>
      </dl>
      <h3>{t("day.keys")}</h3>
      <ul class="day-keys">
        {shown.map((deed) => {
          const keys = printed(bindings.value[deed]);
          return keys.length === 0 ? null : (
            <li key={deed}>
              <span class="keys">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
              {t(acts[deed].name())}
            </li>
          );
        })}
        {plan.value?.queues.some((each) => each.dispositions?.length) ? (
          <li>
            <span class="keys">
              <kbd>Alt</kbd>
              <kbd>1–9</kbd>
            </span>
            {t("pick.title")}
          </li>
        ) : null}
      </ul>
    </div>
  );
}
