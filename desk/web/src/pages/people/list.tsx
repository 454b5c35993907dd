/** Everybody, and the one who is open beside the list. For administrators. */
import { useSignal } from "@preact/signals";
import { listPeople, listTeams, type Person, type Team } from "../../api/people";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { Icon } from "../../parts/icon";
import { here, show } from "./place";
import { PersonPanel } from "./person";
import { AddPerson } from "./person-add";

const fits = (person: Person, words: string, team: string): boolean => {
  const text = `${person.name} ${person.display_name} ${person.extension ?? ""}`.toLowerCase();
  return text.includes(words.trim().toLowerCase()) && (team === "" || person.team === team);
};

export function PeopleView() {
  const people = useLoad("people", listPeople);
  const teams = useLoad("teams", listTeams);
  const words = useSignal("");
  const team = useSignal("");
  const adding = useSignal(false);
  const all = people.data?.users ?? [];
  const rows = all.filter((person) => fits(person, words.value, team.value));
  const open = all.find((person) => person.name === here().at);
  const known = teams.data?.teams ?? [];
  return (
    <div class={open ? "people-split open" : "people-split"}>
      <section class="people-main" aria-busy={people.busy}>
        <div class="people-tools">
          <input
            type="search"
            aria-label={t("people.search")}
            placeholder={t("people.search")}
            value={words.value}
            onInput={(event) => (words.value = event.currentTarget.value)}
          />
          <TeamFilter teams={known} value={team.value} onChange={(value) => (team.value = value)} />
          <span class="muted count">{t("people.count", { n: rows.length })}</span>
          <span class="grow" />
          <button type="button" class="button primary" onClick={() => (adding.value = true)}>
            {t("people.add")}
          </button>
        </div>
        {people.trouble ? <p class="red-text">{people.trouble}</p> : null}
        {people.data && rows.length === 0 ? <p class="muted">{t("people.none")}</p> : null}
        {rows.length > 0 ? <Table rows={rows} teams={known} open={open?.name ?? ""} /> : null}
      </section>
      {open ? (
        <PersonPanel
          person={open}
          teams={known}
          onChange={people.again}
          onClose={() => show("people")}
        />
      ) : null}
      {adding.value ? (
        <AddPerson
          teams={known}
          onClose={() => (adding.value = false)}
          onDone={(person) => {
            adding.value = false;
            people.again();
            show("people", person.name);
          }}
        />
      ) : null}
    </div>
  );
}

export function TeamFilter(props: {
  teams: readonly Team[];
  value: string;
  onChange: (team: string) => void;
}) {
  if (props.teams.length === 0) return null;
  return (
    <select
      aria-label={t("people.team")}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">{t("people.all_teams")}</option>
      {props.teams.map((team) => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </select>
  );
}

function Table(props: { rows: readonly Person[]; teams: readonly Team[]; open: string }) {
  const teamName = (id: string | null) => props.teams.find((team) => team.id === id)?.name ?? "";
  return (
    <table class="people-table">
      <thead>
        <tr>
          <th scope="col">{t("people.shown")}</th>
          <th scope="col">{t("people.roles")}</th>
          <th scope="col">{t("people.extension")}</th>
          <th scope="col">{t("people.team")}</th>
          <th scope="col">{t("people.second_factor")}</th>
          <th scope="col">{t("people.state")}</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((person) => (
          <tr
            key={person.name}
            class={person.disabled ? "disabled" : undefined}
            aria-current={person.name === props.open ? "true" : undefined}
          >
            <th scope="row">
              <button type="button" class="people-open" onClick={() => show("people", person.name)}>
                <bdi class="clip">{person.display_name}</bdi>
                <span class="muted clip">{person.name}</span>
              </button>
            </th>
            <td>{person.roles.map((role) => t(`role.${role}`)).join(", ")}</td>
            <td class="figures">{person.extension ?? "–"}</td>
            <td>
              <bdi>{teamName(person.team) || "–"}</bdi>
            </td>
            <td>{t(person.second_factor ? "people.on" : "people.off")}</td>
            <td>
              <span class={person.disabled ? "state offline" : "state ready"}>
                <Icon name={person.disabled ? "offline" : "ready"} />
                {t(person.disabled ? "people.disabled" : "people.active")}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
