/** What is wrong with the phone in this page, and what to do about it; another tab has it. */
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";
import { kind, own, phone, taken } from "./phone-here";

/** Over the call: the phone's own trouble. A call that is up goes on through all of it. */
export function Trouble() {
  const mine = own.value;
  if (!mine || taken.value) return null;
  const problem = mine.problem.value;
  if (problem) {
    const chooses = /^microphone_(gone|busy|none)$/.test(problem.kind);
    return (
      <div class="told amber trouble" role="alert">
        <p>
          <strong>{t(`trouble.${problem.kind}`)}</strong> {t(`trouble.${problem.kind}_mend`)}
        </p>
        {chooses ? <Microphones /> : null}
      </div>
    );
  }
  if (mine.state.value !== "lost") return null;
  const talking = mine.call.value !== null;
  return (
    <p class="told amber trouble" role="alert">
      <strong>{t("softphone.lost_told")}</strong>{" "}
      {t(talking ? "softphone.lost_talking" : "softphone.lost_mend")}
    </p>
  );
}

export function Microphones() {
  const mine = phone.value;
  if (!mine) return null;
  const { microphones, microphone } = mine.devices.value;
  return (
    <label class="device">
      <span>{t("device.microphone")}</span>
      <select
        value={microphone}
        onChange={(event) => void mine.setMicrophone(event.currentTarget.value)}
      >
        <option value="">{t("device.system_choice")}</option>
        {microphones.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Another tab or browser has the phone: this page only shows. */
export function TakenBar() {
  if (kind.value !== "page" || !taken.value) return null;
  return (
    <div class="taken" role="status">
      <Icon name="user" />
      <p class="grow">
        <strong>{t("taken.title")}</strong> {t("taken.hint")}
      </p>
      <button type="button" class="button primary" onClick={() => phone.value?.takeOver()}>
        {t("taken.over")}
      </button>
    </div>
  );
}
