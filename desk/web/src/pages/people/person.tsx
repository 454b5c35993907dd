/** One person: what may be changed about it, how it signs in, and where it is signed in. */
import { useSignal } from "@preact/signals";
import {
  changePerson,
  resetSecondFactor,
  setPassword,
  type Person,
  type PersonChange,
  type Team,
} from "../../api/people";
import type { Role } from "../../api/words";
import { report, sentence } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { Icon } from "../../parts/icon";
import { Choice, roleOptions, Several, TextField } from "./controls";
import { Dialog } from "./dialog";
import { teamOptions } from "./person-add";
import { Sessions } from "./sessions";

type Asked = "" | "password" | "factor" | "disable";

interface Props {
  person: Person;
  teams: readonly Team[];
  onChange: () => void;
  onClose: () => void;
}

export function PersonPanel(props: Props) {
  const { person } = props;
  const asked = useSignal<Asked>("");
  const done = () => {
    asked.value = "";
    props.onChange();
  };
  const now = async (change: PersonChange) => {
    try {
      await changePerson(person.name, change);
      props.onChange();
    } catch (error) {
      report(error);
    }
  };
  return (
    <aside class="people-panel" aria-label={t("people.change", { name: person.display_name })}>
      <header>
        <h2>
          <bdi class="clip">{person.display_name}</bdi>
        </h2>
        <button type="button" class="bare" aria-label={t("people.close")} onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </header>
      <Fields key={person.name} {...props} />
      <section>
        <h3>{t("people.security")}</h3>
        <dl class="people-facts">
          <dt>{t("people.second_factor")}</dt>
          <dd>{t(person.second_factor ? "people.on" : "people.off")}</dd>
          <dt>{t("people.sign_on")}</dt>
          <dd>
            {person.sign_on ? (
              <>
                <span title={person.sign_on}>{t("people.linked")}</span>{" "}
                <button
                  type="button"
                  class="button quiet"
                  onClick={() => void now({ sign_on: null })}
                >
                  {t("people.unlink")}
                </button>
              </>
            ) : (
              "–"
            )}
          </dd>
        </dl>
        <div class="people-deeds">
          <button type="button" class="button" onClick={() => (asked.value = "password")}>
            {t("people.set_password")}
          </button>
          {person.second_factor ? (
            <button type="button" class="button" onClick={() => (asked.value = "factor")}>
              {t("people.reset_factor")}
            </button>
          ) : null}
          {person.disabled ? (
            <button type="button" class="button" onClick={() => void now({ disabled: false })}>
              {t("people.enable")}
            </button>
          ) : (
            <button type="button" class="button danger" onClick={() => (asked.value = "disable")}>
              {t("people.disable")}
            </button>
          )}
        </div>
      </section>
      <section>
        <h3>{t("people.sessions")}</h3>
        <Sessions key={person.name} person={person.name} />
      </section>
      <Ask person={person} asked={asked.value} onDone={done} onClose={() => (asked.value = "")} />
    </aside>
  );
}

/** Name, roles, extension and team: kept together, so that they fit together. */
function Fields({ person, teams, onChange }: Props) {
  const shown = useSignal(person.display_name);
  const chosen = useSignal<readonly string[]>(person.roles);
  const extension = useSignal(person.extension ?? "");
  const team = useSignal(person.team ?? "");
  const trouble = useSignal("");
  const busy = useSignal(false);
  const save = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    trouble.value = "";
    try {
      await changePerson(person.name, {
        display_name: shown.value.trim(),
        roles: chosen.value as Role[],
        extension: extension.value.trim() || null,
        team: team.value || null,
      });
      onChange();
    } catch (error) {
      trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form onSubmit={(event) => void save(event)} aria-busy={busy.value}>
      <p class="muted">
        {t("people.name")}: <code>{person.name}</code>
      </p>
      <TextField label={t("people.shown")} value={shown} maxLength={80} required />
      <Several legend={t("people.roles")} options={roleOptions()} chosen={chosen} />
      <div class="people-pair">
        <TextField
          label={t("people.extension")}
          value={extension}
          pattern="[0-9]{2,6}"
          inputMode="numeric"
        />
        <Choice
          label={t("people.team")}
          value={team.value}
          options={teamOptions(teams)}
          onChange={(value) => (team.value = value)}
        />
      </div>
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      <button type="submit" class="button primary" disabled={busy.value}>
        {t(busy.value ? "people.saving" : "people.save")}
      </button>
    </form>
  );
}

function Ask(props: { person: Person; asked: Asked; onDone: () => void; onClose: () => void }) {
  const { person, asked, onDone, onClose } = props;
  const password = useSignal("");
  const name = person.display_name;
  const deed = (work: () => Promise<unknown>) => async () => {
    await work();
    password.value = "";
    onDone();
  };
  if (asked === "password") {
    const title = t("people.set_password");
    const act = deed(() => setPassword(person.name, password.value));
    return (
      <Dialog title={title} action={t("people.save")} act={act} onClose={onClose}>
        <p>{t("people.set_password_told", { name })}</p>
        <TextField
          label={t("people.password")}
          value={password}
          hint={t("people.password_hint")}
          type="password"
          autocomplete="new-password"
          required
        />
      </Dialog>
    );
  }
  if (asked === "factor") {
    const act = deed(() => resetSecondFactor(person.name));
    const title = t("people.reset_factor");
    return (
      <Dialog title={title} action={t("people.reset")} danger act={act} onClose={onClose}>
        <p>{t("people.reset_factor_told", { name })}</p>
      </Dialog>
    );
  }
  if (asked === "disable") {
    const act = deed(() => changePerson(person.name, { disabled: true }));
    const title = t("people.disable");
    return (
      <Dialog title={title} action={t("people.disable")} danger act={act} onClose={onClose}>
        <p>{t("people.disable_sure", { name })}</p>
      </Dialog>
    );
  }
  return null;
}
