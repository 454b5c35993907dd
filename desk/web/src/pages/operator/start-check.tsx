/** The check at the start of a shift: heard, rung, told, connected, and the echo comes back. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Check, Step, StepState } from "../../phone/check";
import { t } from "../../i18n/catalogue";
import { Icon, type IconName } from "./icon";
import { card } from "./here";
import { check, phone } from "./phone-here";
import { Microphones } from "./phone-trouble";
import { Sheet, closeSheet } from "./sheet";
import { choose } from "./steer";

export function StartCheck() {
  const now = check.value;
  useEffect(() => {
    now?.begin();
    return () => now?.end();
  }, [now]);
  if (!now) return null;
  const done = now.passed.value;
  return (
    <Sheet title={t("check.title")} class="start-check">
      <p class="muted">{t("check.hint")}</p>
      <ol class="steps">
        <Line check={now} step="microphone">
          <Level />
          <Microphones />
        </Line>
        <Line check={now} step="ringer">
          <Ringer check={now} />
        </Line>
        <Line check={now} step="notifications">
          {now.steps.value.notifications === "todo" ? (
            <button type="button" class="button" onClick={() => void now.askNotifications()}>
              {t("check.allow")}
            </button>
          ) : null}
        </Line>
        <Line check={now} step="registered">
          <Problem />
        </Line>
        <Line check={now} step="echo">
          <button
            type="button"
            class="button"
            disabled={
              now.steps.value.registered !== "passed" || now.steps.value.echo === "running"
            }
            onClick={() => void now.echo()}
          >
            {t(now.steps.value.echo === "running" ? "check.speak" : "check.call_echo")}
          </button>
        </Line>
      </ol>
      <div class="sheet-deeds">
        <button
          type="button"
          class="button primary"
          disabled={!done}
          onClick={() => {
            closeSheet();
            const mine = card.peek();
            if (mine && mine.availability !== "ready") choose(mine, "ready");
          }}
        >
          {t("operator.go_ready")}
        </button>
        {done ? null : <span class="muted">{t("check.until_green")}</span>}
      </div>
    </Sheet>
  );
}

const faces: Record<StepState, readonly [IconName, string]> = {
  todo: ["offline", "offline"],
  running: ["waiting", "talking"],
  passed: ["check", "ready"],
  warned: ["missed", "hold"],
  failed: ["missed", "missed"],
};

function Line(props: { check: Check; step: Step; children?: ComponentChildren }) {
  const state = props.check.steps.value[props.step];
  const [icon, look] = faces[state];
  return (
    <li class="step">
      <span class={`state ${look}`} role="status">
        <Icon name={icon} />
        {t(`check.is_${state}`)}
      </span>
      <div>
        <p>
          <strong>{t(`check.${props.step}`)}</strong>
        </p>
        {state === "passed" ? null : <p class="muted">{t(`check.${props.step}_hint`)}</p>}
        <div class="step-deeds">{props.children}</div>
      </div>
    </li>
  );
}

function Level() {
  const level = phone.value?.level.value ?? 0;
  return (
    <meter class="level" min={0} max={0.3} low={0.06} optimum={0.3} value={Math.min(level, 0.3)}>
      {Math.round(level * 100)}
    </meter>
  );
}

function Ringer({ check: now }: { check: Check }) {
  const mine = phone.value;
  if (!mine) return null;
  const { outputs, ringer } = mine.devices.value;
  const state = now.steps.value.ringer;
  return (
    <>
      {outputs.length > 0 ? (
        <label class="device">
          <span>{t("device.ringer")}</span>
          <select
            value={ringer}
            onChange={(event) => void mine.setRinger(event.currentTarget.value)}
          >
            <option value="">{t("device.system_choice")}</option>
            {outputs.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <button type="button" class="button" onClick={() => void now.ring()}>
        <Icon name="ringing" />
        {t("check.ring")}
      </button>
      {state === "running" ? (
        <>
          <button type="button" class="button primary" onClick={() => now.heardRing(true)}>
            {t("check.heard")}
          </button>
          <button type="button" class="button" onClick={() => now.heardRing(false)}>
            {t("check.not_heard")}
          </button>
        </>
      ) : null}
    </>
  );
}

function Problem() {
  const problem = phone.value?.problem.value;
  if (!problem) return null;
  return (
    <p class="red-text">
      {t(`trouble.${problem.kind}`)} {t(`trouble.${problem.kind}_mend`)}
    </p>
  );
}
