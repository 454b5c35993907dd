/** My phone: which it is, whether it is connected, how good the line is; a menu to change it. */
import type { OperatorCard, PhoneState } from "../../api/words";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";
import { Menu, type Item } from "../../parts/menu";
import { dialog } from "./here";
import { chooseKind, kind, phone, own } from "./phone-here";

type Look = "ready" | "talking" | "missed" | "hold";

const ofDesk: Record<PhoneState, Look> = { free: "ready", busy: "talking", unreachable: "missed" };
const ofPage = {
  off: "missed",
  connecting: "hold",
  registered: "ready",
  lost: "missed",
  taken: "hold",
} as const;

export function PhoneMark({ card }: { card: OperatorCard }) {
  const here = kind.value === "page";
  const state = own.value?.state.value ?? "off";
  const look: Look = here ? ofPage[state] : ofDesk[card.phone];
  const busy = here && state === "registered" && own.value?.call.value;
  const face = busy ? "talking" : look;
  const word = here && !busy ? t(`softphone.${state}`) : t(`phone.${busy ? "busy" : card.phone}`);
  return (
    <div class="own-phone">
      <Menu
        class="bare phone-mark"
        align="end"
        name={`${t("operator.phone", { extension: card.extension })}: ${word}`}
        items={choices()}
        label={
          <>
            <span class={`state ${face}`}>
              <Icon name={look === "missed" ? "missed" : "phone"} />
              <span class="clip">{word}</span>
            </span>
            <Icon name="down" />
          </>
        }
      />
      <p class="own-line figures">
        {here ? <Health /> : t("operator.phone", { extension: card.extension })}
      </p>
    </div>
  );
}

/** Round trip and loss, once there is something to measure. */
function Health() {
  const told = own.value?.health.value;
  if (!told || told.roundTripMs === null) return <>{t("device.kind_page")}</>;
  const bad = told.roundTripMs > 300 || (told.lossShare ?? 0) > 0.03;
  return (
    <span class={bad ? "red-text" : undefined}>
      {t("softphone.health", {
        ms: Math.round(told.roundTripMs),
        loss: ((told.lossShare ?? 0) * 100).toFixed(1).replace(/\.0$/, ""),
      })}
    </span>
  );
}

function choices(): Item[] {
  const here = kind.value === "page";
  const items: Item[] = [
    { label: t("device.kind_page"), checked: here, act: () => chooseKind("page") },
    { label: t("device.kind_desk"), checked: !here, act: () => chooseKind("desk") },
  ];
  if (here && phone.value) {
    items.push({ label: t("device.check"), act: () => void (dialog.value = "check") });
  }
  return items;
}
