/** One's own second factor: set up step by step, renewed, turned off. */
import { useSignal } from "@preact/signals";
import {
  beginSecondFactor,
  confirmSecondFactor,
  getSecondFactor,
  newRecoveryCodes,
  secondFactorOff,
} from "../../api/people";
import { useLoad } from "../../app/load";
import { check, me } from "../../app/session";
import { t } from "../../i18n/catalogue";
import { TextField } from "../people/controls";
import { Form } from "./form";

type Step = "rest" | "password" | "secret" | "renew" | "off";

export function Factor() {
  const found = useLoad("factor", getSecondFactor);
  const step = useSignal<Step>("rest");
  const enrolment = useSignal<{ secret: string; uri: string } | null>(null);
  const codes = useSignal<readonly string[]>([]);
  const wanted = me.value?.second_factor_wanted ?? false;
  const rest = () => {
    step.value = "rest";
    enrolment.value = null;
    found.again();
  };

  if (codes.value.length > 0) {
    const kept = () => {
      codes.value = [];
      rest();
      void check();
    };
    return <Codes codes={codes.value} onKept={kept} />;
  }
  if (enrolment.value && step.value === "secret") {
    return (
      <Enrolment
        {...enrolment.value}
        onCodes={(made) => (codes.value = made)}
        onClose={rest}
      />
    );
  }
  if (step.value === "password") {
    return (
      <Password
        onDone={(made) => {
          enrolment.value = made;
          step.value = "secret";
        }}
        onClose={rest}
      />
    );
  }
  if (step.value === "renew" || step.value === "off") {
    const off = step.value === "off";
    return (
      <WithCode
        action={t(off ? "account.factor_turn_off" : "account.codes_new")}
        danger={off}
        onClose={rest}
        act={async (code) => {
          if (off) {
            await secondFactorOff(code);
            rest();
          } else codes.value = (await newRecoveryCodes(code)).recovery_codes;
        }}
      />
    );
  }
  const state = found.data;
  return (
    <div class="account-factor" aria-busy={found.busy}>
      {wanted ? <p class="account-wanted">{t("account.factor_wanted")}</p> : null}
      {found.trouble ? <p class="red-text">{found.trouble}</p> : null}
      {state ? <p>{t(state.on ? "account.factor_on" : "account.factor_off")}</p> : null}
      {state?.on ? <p class="muted">{t("account.codes_left", { n: state.codes_left })}</p> : null}
      <div class="people-deeds">
        {state && !state.on ? (
          <button type="button" class="button primary" onClick={() => (step.value = "password")}>
            {t("account.factor_begin")}
          </button>
        ) : null}
        {state?.on ? (
          <button type="button" class="button" onClick={() => (step.value = "renew")}>
            {t("account.codes_new")}
          </button>
        ) : null}
        {state?.on && !state.wanted ? (
          <button type="button" class="button danger" onClick={() => (step.value = "off")}>
            {t("account.factor_turn_off")}
          </button>
        ) : null}
      </div>
    </div>
  );
}

function Password(props: {
  onDone: (made: { secret: string; uri: string }) => void;
  onClose: () => void;
}) {
  const password = useSignal("");
  return (
    <Form
      action={t("account.factor_next")}
      act={async () => props.onDone(await beginSecondFactor(password.value))}
      onClose={props.onClose}
    >
      <TextField
        label={t("account.factor_password")}
        value={password}
        type="password"
        autocomplete="current-password"
        required
      />
    </Form>
  );
}

function Enrolment(props: {
  secret: string;
  uri: string;
  onCodes: (codes: readonly string[]) => void;
  onClose: () => void;
}) {
  const code = useSignal("");
  return (
    <Form
      action={t("account.factor_confirm")}
      act={async () => props.onCodes((await confirmSecondFactor(code.value)).recovery_codes)}
      onClose={props.onClose}
    >
      <p>{t("account.factor_steps")}</p>
      <dl class="account-secret">
        <dt>{t("account.factor_secret")}</dt>
        <dd>
          <code>{props.secret}</code>
        </dd>
        <dt>{t("account.factor_uri")}</dt>
        <dd>
          <a href={props.uri}>
            <code>{props.uri}</code>
          </a>
        </dd>
      </dl>
      <TextField
        label={t("account.factor_code")}
        value={code}
        autocomplete="one-time-code"
        inputMode="numeric"
        maxLength={10}
        required
      />
    </Form>
  );
}

function WithCode(props: {
  action: string;
  danger: boolean;
  act: (code: string) => Promise<void>;
  onClose: () => void;
}) {
  const code = useSignal("");
  return (
    <Form
      action={props.action}
      danger={props.danger}
      act={() => props.act(code.value)}
      onClose={props.onClose}
    >
      <TextField
        label={t("account.any_code")}
        value={code}
        autocomplete="one-time-code"
        maxLength={32}
        required
      />
    </Form>
  );
}

function Codes(props: { codes: readonly string[]; onKept: () => void }) {
  return (
    <div class="account-codes">
      <h3>{t("account.codes_title")}</h3>
      <p>{t("account.codes_told")}</p>
      <ol>
        {props.codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <button type="button" class="button primary" onClick={props.onKept}>
        {t("account.codes_kept")}
      </button>
    </div>
  );
}
