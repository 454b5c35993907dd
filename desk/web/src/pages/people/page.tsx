/** People: who may sign in, teams, skills, and who did what. */
import type { ComponentType } from "preact";
import { Help, type HelpLine } from "../../app/help";
import { useKeys } from "../../app/keys";
import { me } from "../../app/session";
import { t } from "../../i18n/catalogue";
import { AuditView } from "./audit";
import { PeopleView } from "./list";
import { viewsOf, type View } from "./may";
import { addressOf, here, show } from "./place";
import { SkillsView } from "./skills";
import { TeamsView } from "./teams";

const help: readonly HelpLine[] = [{ keys: ["1", "…", "4"], text: "people.key_views" }];

const shown: Record<View, ComponentType> = {
  people: PeopleView,
  teams: TeamsView,
  skills: SkillsView,
  audit: AuditView,
};

export function Page() {
  const mine = viewsOf(me.value?.roles ?? []);
  const asked = here().view;
  const view = asked && mine.includes(asked) ? asked : (mine[0] ?? "teams");
  useKeys(Object.fromEntries(mine.map((name, n) => [`Digit${n + 1}`, () => show(name)])));
  const View = shown[view];
  return (
    <main id="main" class="people-page">
      <h1 class="unseen">{t("screen.people")}</h1>
      <nav class="people-views" aria-label={t("people.views")}>
        {mine.map((name, n) => (
          <a
            key={name}
            href={addressOf(name)}
            data-inside="yes"
            aria-current={name === view ? "page" : undefined}
            title={`${t(`people.view_${name}`)} (${n + 1})`}
          >
            {t(`people.view_${name}`)}
          </a>
        ))}
      </nav>
      <View key={view} />
      <Help lines={help} />
    </main>
  );
}
