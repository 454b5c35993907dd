/** Where somebody is signed in, with a way to end it. */
import { useLoad } from "../../app/load";
import { report } from "../../app/notices";
import { endSession, endSessions, listSessions, type Session } from "../../api/people";
import { language, t } from "../../i18n/catalogue";
import { dayText, timeText } from "../../i18n/format";
import { browserOf } from "./browser-name";

/** `person` is somebody else; without it, it is about oneself. */
export function Sessions({ person }: { person?: string }) {
  const found = useLoad(person ?? "", () => listSessions(person));
  const sessions = found.data?.sessions ?? [];
  const end = async (what: () => Promise<unknown>) => {
    try {
      await what();
      found.again();
    } catch (error) {
      report(error);
    }
  };
  const others = sessions.filter((one) => !one.here);
  return (
    <div class="people-sessions" aria-busy={found.busy}>
      {found.trouble ? <p class="red-text">{found.trouble}</p> : null}
      {found.data && sessions.length === 0 ? (
        <p class="muted">{t("people.no_sessions")}</p>
      ) : (
        <ul>
          {sessions.map((one) => (
            <Row
              key={one.id}
              session={one}
              onEnd={() => void end(() => endSession(one.id, person))}
            />
          ))}
        </ul>
      )}
      {others.length > 0 ? (
        <button
          type="button"
          class="button"
          onClick={() => void end(() => endSessions(person))}
        >
          {t(person ? "people.sessions_end" : "people.sessions_end_else")}
        </button>
      ) : null}
    </div>
  );
}

function Row({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { created_at: since, how, here } = session;
  const time = `${dayText(language(), since)}, ${timeText(language(), since, undefined, false)}`;
  const notes = [
    session.address,
    t("people.session_since", { time }),
    how === "sign_on" ? t("people.session_by_sign_on") : "",
  ];
  return (
    <li>
      <div>
        <bdi class="clip" title={session.agent}>
          {browserOf(session.agent)}
        </bdi>
        <span class="muted clip">{notes.filter(Boolean).join(" · ")}</span>
      </div>
      {here ? (
        <span class="badge">{t("people.session_here")}</span>
      ) : (
        <button type="button" class="button" onClick={onEnd}>
          {t("people.session_end")}
        </button>
      )}
    </li>
  );
}
