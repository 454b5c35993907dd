/** Teams: a label and a filter, with those who lead them. */
import { useSignal } from "@preact/signals";
import {
  addTeam,
  changeTeam,
  listTeams,
  removeTeam,
  type Team,
  type TeamPerson,
  type Teams,
} from "../../api/people";
import { useLoad } from "../../app/load";
import { report } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { Several, TextField } from "./controls";
import { Dialog } from "./dialog";

const fresh: Team = { id: "", name: "", supervisors: [], members: [] };

export function TeamsView() {
  const found = useLoad("teams", listTeams);
  const open = useSignal<Team | null>(null);
  const teams = found.data?.teams ?? [];
  const done = () => {
    open.value = null;
    found.again();
  };
  return (
    <section class="people-main" aria-busy={found.busy}>
      <div class="people-tools">
        <span class="grow" />
        <button type="button" class="button primary" onClick={() => (open.value = fresh)}>
          {t("teams.add")}
        </button>
      </div>
      {found.trouble ? <p class="red-text">{found.trouble}</p> : null}
      {found.data && teams.length === 0 ? <p class="muted">{t("teams.none")}</p> : null}
      <ul class="people-cards">
        {teams.map((team) => (
          <li key={team.id}>
            <Card team={team} people={found.data?.people ?? []} onOpen={() => (open.value = team)} />
          </li>
        ))}
      </ul>
      {open.value && found.data ? (
        <TeamForm
          key={open.value.id}
          team={open.value}
          all={found.data}
          onDone={done}
          onClose={() => (open.value = null)}
        />
      ) : null}
    </section>
  );
}

const shownName = (people: readonly TeamPerson[], name: string): string =>
  people.find((person) => person.name === name)?.display_name ?? name;

function Card(props: { team: Team; people: readonly TeamPerson[]; onOpen: () => void }) {
  const { team, people } = props;
  const names = team.supervisors.map((name) => shownName(people, name)).join(", ");
  return (
    <button type="button" class="people-card" onClick={props.onOpen}>
      <bdi class="clip people-card-name">{team.name}</bdi>
      <span class="muted clip">
        {t("teams.members_count", { n: team.members.length })}
        {names ? ` · ${t("teams.led_by", { names })}` : ""}
      </span>
      <span class="clip">
        {team.members.map((name) => shownName(people, name)).join(", ") || "–"}
      </span>
    </button>
  );
}

function TeamForm(props: { team: Team; all: Teams; onDone: () => void; onClose: () => void }) {
  const { team, all } = props;
  const name = useSignal(team.name);
  const leads = useSignal<readonly string[]>(team.supervisors);
  const members = useSignal<readonly string[]>(team.members);
  const act = async () => {
    const fields = {
      name: name.value.trim(),
      supervisors: [...leads.value],
      members: [...members.value],
    };
    await (team.id ? changeTeam(team.id, fields) : addTeam(fields));
    props.onDone();
  };
  const remove = async () => {
    try {
      await removeTeam(team.id);
      props.onDone();
    } catch (error) {
      report(error);
    }
  };
  const elsewhere = (person: string) => {
    const other = all.teams.find((one) => one.id !== team.id && one.members.includes(person));
    return other ? { note: t("teams.moves", { team: other.name }) } : {};
  };
  const option = (one: TeamPerson) => ({ value: one.name, label: one.display_name });
  const aside = team.id ? (
    <button type="button" class="button danger" onClick={() => void remove()}>
      {t("teams.remove")}
    </button>
  ) : undefined;
  return (
    <Dialog
      title={t(team.id ? "teams.change" : "teams.add")}
      action={t("people.save")}
      act={act}
      onClose={props.onClose}
      aside={aside}
    >
      <TextField label={t("teams.name")} value={name} maxLength={80} required />
      <Several
        legend={t("teams.leads")}
        chosen={leads}
        options={all.people.filter((one) => one.leads).map(option)}
      />
      <Several
        legend={t("teams.members")}
        chosen={members}
        options={all.people.map((one) => ({ ...option(one), ...elsewhere(one.name) }))}
      />
    </Dialog>
  );
}
