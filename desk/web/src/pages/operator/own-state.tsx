/** My state, large; what I may do about it; my day so far; my phone. */
import type { ComponentChildren } from "preact";
import type { OperatorCard } from "../../api/words";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";
import { Menu, type Item } from "../../parts/menu";
import { operatorFace } from "../../parts/states";
import { Elapsed, Left, breakName, breakWords, isReason, reasonWords } from "../../parts/words";
import { perform } from "./acts";
import { callSince, part } from "./here";
import { checked, kind, taken } from "./phone-here";
import { PhoneMark } from "./phone-mark";
import { Printed } from "./printed";
import { choose } from "./steer";

export function OwnState({ card }: { card: OperatorCard }) {
  const face = operatorFace(card);
  return (
    <section class={`panel own ${face}`} aria-label={t("operator.own_state")}>
      <div class="own-face" aria-live="polite">
        <span class="disc">
          <Icon name={face} />
        </span>
        <div>
          <p class="own-word">{t(`state.${face}`)}</p>
          <p class="own-note">{noteOf(card)}</p>
        </div>
      </div>
      <p class="own-time">
        {card.activity === "wrapping_up" && card.wrap_up_until ? (
          <Left until={card.wrap_up_until} />
        ) : (
          <Elapsed since={(part.value === "mine" && callSince.value) || card.since} face={face} />
        )}
      </p>
      <Actions card={card} />
      <dl class="own-day">
        <div>
          <dt>{t("operator.answered")}</dt>
          <dd>{card.answered_today}</dd>
        </div>
        <div class={card.missed_today > 0 ? "red-text" : undefined}>
          <dt>{t("operator.missed")}</dt>
          <dd>
            {card.missed_today > 0 ? <Icon name="missed" /> : null}
            {card.missed_today}
          </dd>
        </div>
      </dl>
      <PhoneMark card={card} />
    </section>
  );
}

/** The second line: why I am away, or what to expect. What comes after a call is on the button. */
function noteOf(card: OperatorCard): string {
  if (card.activity !== "idle") return "";
  if (card.availability === "break") return noteOfBreak(card.reason);
  if (card.availability === "signed_out") return t("operator.offline_hint");
  if (kind.value === "page" && !checked.value) return t("check.first");
  return card.phone === "unreachable" ? t("operator.no_phone_hint") : t("operator.ready_hint");
}

/** A break without a reason of its own needs no second line. */
const noteOfBreak = (reason: string): string =>
  breakWords(reason) === t("state.break") ? "" : breakName(reason);

/** What was chosen for after this call, in words. */
function nextWords(card: OperatorCard): string {
  if (card.availability === "ready") return t("state.ready");
  if (card.availability === "signed_out") return t("state.offline");
  return breakWords(card.reason);
}

function Actions({ card }: { card: OperatorCard }) {
  if (taken.value) return null;
  const wrapsUp = card.activity === "wrapping_up";
  if (card.activity !== "idle") {
    return (
      <div class="own-actions">
        {wrapsUp ? (
          <Deed of="finish" act={() => perform("finish")}>
            {t("operator.finish_wrap_up")}
          </Deed>
        ) : null}
        <Choices label={t("operator.next", { state: nextWords(card) })} items={choices(card)} />
      </div>
    );
  }
  const { availability } = card;
  return (
    <div class="own-actions">
      {availability === "ready" ? null : (
        <Deed of="ready" act={() => choose(card, "ready")}>
          {t("operator.go_ready")}
        </Deed>
      )}
      {availability === "signed_out" ? null : (
        <Choices
          label={t(availability === "ready" ? "operator.take_break" : "operator.change")}
          items={choices(card).slice(1)}
        />
      )}
    </div>
  );
}

interface DeedProps {
  of: "ready" | "finish";
  act: () => void;
  children: ComponentChildren;
}

function Deed({ of, act, children }: DeedProps) {
  return (
    <button type="button" class="button primary" onClick={act}>
      {children}
      <Printed of={of} />
    </button>
  );
}

function Choices({ label, items }: { label: string; items: readonly Item[] }) {
  return (
    <Menu
      class="button"
      items={items}
      label={
        <>
          <bdi class="clip">{label}</bdi>
          <Icon name="down" />
        </>
      }
    />
  );
}

/** Ready first, then every break, then the end of the shift. */
function choices(card: OperatorCard): Item[] {
  const known = plan.value?.break_reasons ?? [];
  const { availability } = card;
  const reasons = known.length > 0 ? known : [{ code: "", name: "break" }];
  return [
    {
      label: t("state.ready"),
      checked: availability === "ready",
      act: () => choose(card, "ready"),
    },
    ...reasons.map((reason) => ({
      label: reasonWords(reason.name),
      checked: availability === "break" && isReason(card.reason, reason),
      act: () => choose(card, "break", reason.code),
    })),
    {
      label: t("operator.end_shift"),
      checked: availability === "signed_out",
      act: () => choose(card, "signed_out"),
    },
  ];
}
