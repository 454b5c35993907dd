/** A new person: who it is, what it may do, and its first password. */
import { useSignal } from "@preact/signals";
import { addPerson, type Person, type Team } from "../../api/people";
import type { Role } from "../../api/words";
import { t } from "../../i18n/catalogue";
import { Choice, roleOptions, Several, TextField } from "./controls";
import { Dialog } from "./dialog";

export const teamOptions = (teams: readonly Team[]) => [
  { value: "", label: t("people.no_team") },
  ...teams.map((team) => ({ value: team.id, label: team.name })),
];

export function AddPerson(props: {
  teams: readonly Team[];
  onDone: (person: Person) => void;
  onClose: () => void;
}) {
  const name = useSignal("");
  const shown = useSignal("");
  const chosen = useSignal<readonly string[]>(["operator"]);
  const extension = useSignal("");
  const team = useSignal("");
  const password = useSignal("");
  const act = async () => {
    const person = await addPerson({
      name: name.value.trim(),
      display_name: shown.value.trim() || name.value.trim(),
      roles: chosen.value as Role[],
      extension: extension.value.trim() || null,
      team: team.value || null,
      password: password.value,
    });
    props.onDone(person);
  };
  return (
    <Dialog title={t("people.add")} action={t("people.add")} act={act} onClose={props.onClose}>
      <div class="people-pair">
        <TextField
          label={t("people.name")}
          value={name}
          hint={t("people.name_hint")}
          pattern="[a-z][a-z0-9._\-]*"
          maxLength={32}
          required
        />
        <TextField label={t("people.shown")} value={shown} maxLength={80} />
      </div>
      <Several legend={t("people.roles")} options={roleOptions()} chosen={chosen} />
      <div class="people-pair">
        <TextField
          label={t("people.extension")}
          value={extension}
          hint={t("people.extension_hint")}
          pattern="[0-9]{2,6}"
          inputMode="numeric"
        />
        <Choice
          label={t("people.team")}
          value={team.value}
          options={teamOptions(props.teams)}
          onChange={(value) => (team.value = value)}
        />
      </div>
      <TextField
        label={t("people.first_password")}
        value={password}
        hint={t("people.password_hint")}
        type="password"
        autocomplete="new-password"
        required
      />
    </Dialog>
  );
}
