/** Operators by skills: a level in each place, published row by row. */
import { useSignal } from "@preact/signals";
import { listSkills, listTeams, setSkills, type OperatorSkills } from "../../api/people";
import { useLoad } from "../../app/load";
import { sentence, tell } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { TeamFilter } from "./list";

const LEVELS = Array.from({ length: 10 }, (_, n) => n + 1);

export function SkillsView() {
  const found = useLoad("skills", listSkills);
  const teams = useLoad("teams", listTeams);
  const team = useSignal("");
  const skills = found.data?.skills ?? [];
  const rows = (found.data?.operators ?? []).filter(
    (one) => team.value === "" || one.team === team.value,
  );
  return (
    <section class="people-main" aria-busy={found.busy}>
      <div class="people-tools">
        <TeamFilter
          teams={teams.data?.teams ?? []}
          value={team.value}
          onChange={(value) => (team.value = value)}
        />
        <p class="muted">{t("skills.hint")}</p>
      </div>
      {found.trouble ? <p class="red-text">{found.trouble}</p> : null}
      {found.data && skills.length === 0 ? <p class="muted">{t("skills.none")}</p> : null}
      {found.data && rows.length === 0 ? <p class="muted">{t("skills.nobody")}</p> : null}
      {skills.length > 0 && rows.length > 0 ? (
        <div class="people-grid" tabIndex={0} role="region" aria-label={t("people.view_skills")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("skills.operator")}</th>
                {skills.map((skill) => (
                  <th scope="col" key={skill}>
                    <bdi>{skill}</bdi>
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <Row
                  key={`${one.name} ${JSON.stringify(one.skills)}`}
                  operator={one}
                  skills={skills}
                  onDone={found.again}
                />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}

function Row(props: { operator: OperatorSkills; skills: readonly string[]; onDone: () => void }) {
  const { operator, skills } = props;
  const levels = useSignal(operator.skills);
  const busy = useSignal(false);
  const trouble = useSignal("");
  const changed = skills.some((skill) => levels.value[skill] !== operator.skills[skill]);

  const change = (skill: string, level: number) => {
    const { [skill]: _, ...rest } = levels.value;
    levels.value = level > 0 ? { ...rest, [skill]: level } : rest;
    trouble.value = "";
  };
  const publish = async () => {
    busy.value = true;
    try {
      const made = await setSkills(operator.name, levels.value);
      tell(t("skills.published", { n: made.revision }));
      if (made.draft === "refused") tell(t("skills.draft_refused", { why: made.message }));
      props.onDone();
    } catch (error) {
      trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };
  const undo = () => {
    levels.value = operator.skills;
    trouble.value = "";
  };

  return (
    <tr class={changed ? "changed" : undefined} aria-busy={busy.value}>
      <th scope="row">
        <bdi class="clip">{operator.display_name}</bdi>
        <span class="muted clip">{operator.languages.join(", ")}</span>
        {trouble.value ? (
          <p class="red-text" role="alert">
            {trouble.value}
          </p>
        ) : null}
      </th>
      {skills.map((skill) => (
        <td key={skill}>
          <Level
            label={t("skills.level_of", { skill, name: operator.display_name })}
            level={levels.value[skill] ?? 0}
            onChange={(level) => change(skill, level)}
          />
        </td>
      ))}
      <td class="people-row-deeds">
        {changed ? (
          <>
            <button
              type="button"
              class="button primary"
              disabled={busy.value}
              onClick={() => void publish()}
            >
              {t("skills.publish")}
            </button>
            <button type="button" class="button" disabled={busy.value} onClick={undo}>
              {t("people.cancel")}
            </button>
          </>
        ) : null}
      </td>
    </tr>
  );
}

function Level(props: { label: string; level: number; onChange: (level: number) => void }) {
  return (
    <select
      aria-label={props.label}
      class={props.level === 0 ? "none" : undefined}
      value={String(props.level)}
      onChange={(event) => props.onChange(Number(event.currentTarget.value))}
    >
      <option value="0">–</option>
      {LEVELS.map((level) => (
        <option key={level} value={String(level)}>
          {level}
        </option>
      ))}
    </select>
  );
}
