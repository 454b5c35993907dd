/** One's own account: name, password, second factor, and where one is signed in. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { changeOwnName, changeOwnPassword } from "../../api/people";
import { ApiError } from "../../api/http";
import { Help } from "../../app/help";
import { useKeys } from "../../app/keys";
import { me } from "../../app/session";
import { t } from "../../i18n/catalogue";
import { TextField } from "../people/controls";
import { Sessions } from "../people/sessions";
import { Factor } from "./factor";
import { Form } from "./form";

export function Page() {
  useKeys({});
  const wanted = me.value?.second_factor_wanted ?? false;
  return (
    <main id="main" class="account">
      <h1>{t("account.title")}</h1>
      {wanted ? null : (
        <Part title={t("account.name")}>
          <OwnName />
        </Part>
      )}
      <Part title={t("account.factor")}>
        <Factor />
      </Part>
      <Part title={t("account.password")}>
        <OwnPassword />
      </Part>
      {wanted ? null : (
        <Part title={t("account.sessions")}>
          <Sessions />
        </Part>
      )}
      <Help lines={[]} />
    </main>
  );
}

function Part(props: { title: string; children: ComponentChildren }) {
  return (
    <section class="account-part">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

function OwnName() {
  const shown = useSignal(me.value?.display_name ?? "");
  const act = async () => {
    const person = await changeOwnName(shown.value.trim());
    if (me.value) me.value = { ...me.value, display_name: person.display_name };
    return t("account.saved");
  };
  return (
    <Form action={t("people.save")} act={act}>
      <TextField
        label={t("people.shown")}
        value={shown}
        hint={t("account.name_hint")}
        maxLength={80}
        required
      />
    </Form>
  );
}

function OwnPassword() {
  const old = useSignal("");
  const fresh = useSignal("");
  const again = useSignal("");
  const act = async () => {
    if (fresh.value !== again.value) throw new ApiError(422, "differ", t("account.differ"));
    await changeOwnPassword(old.value, fresh.value);
    old.value = "";
    fresh.value = "";
    again.value = "";
    return t("account.password_done");
  };
  return (
    <Form action={t("account.change_password")} act={act}>
      <TextField
        label={t("account.old")}
        value={old}
        type="password"
        autocomplete="current-password"
        required
      />
      <TextField
        label={t("account.new")}
        value={fresh}
        type="password"
        autocomplete="new-password"
        required
      />
      <TextField
        label={t("account.again")}
        value={again}
        hint={t("account.password_told")}
        type="password"
        autocomplete="new-password"
        required
      />
    </Form>
  );
}
