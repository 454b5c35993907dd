/** Between calls: what to expect, which phone to use, and a number to call. */
import { useSignal } from "@preact/signals";
import type { OperatorCard } from "../../api/words";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";
import { Unseen, queueName } from "../../parts/words";
import { dialOut, mayDial } from "./acts";
import { dialog } from "./here";
import { checked, chooseKind, kind } from "./phone-here";
import { PhoneSetup } from "./phone-setup";
import { Printed } from "./printed";
import { isNumber } from "./seek";

export function Between({ card }: { card: OperatorCard }) {
  if (kind.value === null) return <Which />;
  const page = kind.value === "page";
  if (!page && card.phone === "unreachable") return <NoPhone card={card} />;
  const what = wordOf(card);
  const { extension } = card;
  return (
    <div class="between">
      <p class="between-word">{t(`between.${what}`)}</p>
      <p class="muted">
        {page ? t(`between.${what}_here`) : t(`between.${what}_hint`, { extension })}
      </p>
      {page && !checked.value ? (
        <button type="button" class="button primary" onClick={() => (dialog.value = "check")}>
          {t("check.start")}
        </button>
      ) : null}
      {plan.value?.dialling && card.activity === "idle" ? <DialField card={card} /> : null}
      {!page && card.activity === "idle" ? (
        <details>
          <summary>
            {t("setup.title")} <Unseen>{card.extension}</Unseen>
          </summary>
          <PhoneSetup card={card} />
        </details>
      ) : null}
    </div>
  );
}

/** Nobody has said yet which phone to use, and none is connected. */
function Which() {
  return (
    <div class="between">
      <p class="between-word">{t("device.which")}</p>
      <div class="which">
        <button type="button" class="choice" onClick={() => chooseKind("page")}>
          <strong>{t("device.kind_page")}</strong>
          <span class="muted">{t("device.kind_page_hint")}</span>
        </button>
        <button type="button" class="choice" onClick={() => chooseKind("desk")}>
          <strong>{t("device.kind_desk")}</strong>
          <span class="muted">{t("device.kind_desk_hint")}</span>
        </button>
      </div>
    </div>
  );
}

function NoPhone({ card }: { card: OperatorCard }) {
  return (
    <div class="between">
      <p class="between-word">{t("operator.no_phone")}</p>
      <p class="muted">{t("operator.no_phone_mend")}</p>
      <PhoneSetup card={card} />
      <button type="button" class="button" onClick={() => chooseKind("page")}>
        {t("device.use_page")}
      </button>
    </div>
  );
}

function DialField({ card }: { card: OperatorCard }) {
  const number = useSignal("");
  const chosen = useSignal("");
  const queue = card.queues.includes(chosen.value) ? chosen.value : (card.queues[0] ?? "");
  const may = mayDial();
  return (
    <form
      class="dial"
      aria-label={t("act.dial")}
      onSubmit={(event) => {
        event.preventDefault();
        if (may && isNumber(number.value)) dialOut(number.value.trim(), queue);
      }}
    >
      <input
        data-focus="dial"
        type="tel"
        autocomplete="off"
        maxLength={40}
        aria-label={t("dial.number")}
        placeholder={t("dial.number")}
        value={number.value}
        onInput={(event) => (number.value = event.currentTarget.value)}
      />
      {card.queues.length > 0 ? (
        <select
          aria-label={t("dial.queue")}
          value={queue}
          onChange={(event) => (chosen.value = event.currentTarget.value)}
        >
          {card.queues.map((name) => (
            <option key={name} value={name}>
              {queueName(name)}
            </option>
          ))}
        </select>
      ) : null}
      <button type="submit" class="button" disabled={!may || !isNumber(number.value)}>
        <Icon name="phone" />
        {t("dial.call")}
        <Printed of="dial" />
      </button>
    </form>
  );
}

function wordOf(card: OperatorCard): "wrap_up" | "ready" | "break" | "offline" {
  if (card.activity === "wrapping_up") return "wrap_up";
  if (card.availability === "signed_out") return "offline";
  return card.availability;
}
