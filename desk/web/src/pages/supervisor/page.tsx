/** The supervisor's screen: the day in figures, who waits, who talks, how everybody is. */
import { Help } from "../../app/help";
import { useKeys } from "../../app/keys";
import { me } from "../../app/session";
import { maySteer, maySwitch } from "../../app/access";
import { t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { StandingPanel } from "../../parts/standing";
import { Figures } from "./figures";
import { OperatorTile } from "./operator-tile";
import { TalkingList, WaitingList } from "./queue-lists";
import { QueueTable } from "./queue-table";

export function Page() {
  useKeys({});
  const steers = maySteer(me.value?.roles ?? []);
  if (!board.filled.value) return <Skeleton />;
  const operators = board.operators.value;
  return (
    <main id="main" class="supervisor">
      <h1 class="unseen">{t("screen.supervisor")}</h1>
      <Figures />
      <div class="lists">
        <WaitingList />
        <TalkingList />
      </div>
      <section class="team" aria-labelledby="team-title">
        <h2 id="team-title">{t("team.title")}</h2>
        {operators.length === 0 ? <p class="muted empty">{t("team.none")}</p> : null}
        <ul class="tiles">
          {operators.map((card) => (
            <OperatorTile key={card.operator} card={card} steers={steers} />
          ))}
        </ul>
      </section>
      <QueueTable />
      {maySwitch(me.value?.roles ?? []) ? <StandingPanel /> : null}
      <Help lines={[]} />
    </main>
  );
}

function Skeleton() {
  return (
    <main id="main" class="supervisor" aria-busy="true">
      <div class="figures-row skeleton" />
      <div class="panel skeleton" />
      <div class="panel skeleton" />
    </main>
  );
}
