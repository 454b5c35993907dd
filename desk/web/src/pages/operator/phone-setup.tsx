/** How to connect any SIP phone: the three things that it asks for. */
import type { OperatorCard } from "../../api/words";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";

export function PhoneSetup({ card }: { card: OperatorCard }) {
  return (
    <dl class="setup">
      <div>
        <dt>{t("setup.server")}</dt>
        <dd>
          <code>
            {location.hostname}:{plan.value?.sip_port ?? 5060}
          </code>
        </dd>
      </div>
      <div>
        <dt>{t("setup.user")}</dt>
        <dd>
          <code>{card.extension}</code>
        </dd>
      </div>
      <div>
        <dt>{t("setup.password")}</dt>
        <dd>
          {t("setup.password_from")} <code>callwright user sip-password {card.operator}</code>
        </dd>
      </div>
    </dl>
  );
}
