/** Click to call: a number beside which a call can be made. */
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";
import { dialOut, mayDial } from "./acts";

/** Click to call, where calling out is allowed now. */
export function CallBack({ number }: { number: string }) {
  if (!plan.value?.dialling || !number) return null;
  const name = t("dial.this", { number });
  return (
    <button
      type="button"
      class="bare call-back"
      aria-label={name}
      title={name}
      disabled={!mayDial()}
      onClick={() => dialOut(number)}
    >
      <Icon name="phone" />
    </button>
  );
}
