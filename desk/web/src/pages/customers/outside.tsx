/** What systems outside know. Each has its own face: one that is down does not hide another. */
import { askSources, type Source } from "../../api/customers-page";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { plainName } from "../../parts/words";
import { Icon } from "./icon";
import { whenText } from "./names";

const faces = {
  ok: ["check", "ready"],
  slow: ["waiting", "hold"],
  down: ["missed", "missed"],
} as const;

export function Outside({ id }: { id: string }) {
  const asked = useLoad(id, () => askSources(id));
  if (asked.trouble) {
    return (
      <section class="cust-part">
        <p class="red-text">{asked.trouble}</p>
      </section>
    );
  }
  if (!asked.data) return <div class="skeleton cust-asking" aria-busy="true" />;
  return (
    <>
      {asked.data.map((source) => (
        <One key={source.source} source={source} busy={asked.busy} again={asked.again} />
      ))}
    </>
  );
}

function One(props: { source: Source; busy: boolean; again: () => void }) {
  const { source, busy, again } = props;
  const [icon, colour] = faces[source.status] ?? faces.down;
  const values = Object.entries(source.values);
  const label = source.label || plainName(source.source);
  return (
    <section class="cust-part" aria-busy={busy}>
      <h3>
        <bdi class="clip">{label}</bdi>
        <span class={`state ${colour}`}>
          <Icon name={icon} />
          {t(`cards.source_${source.status}`)}
        </span>
        {source.status === "ok" ? null : (
          <button
            type="button"
            class="bare"
            disabled={busy}
            aria-label={`${t("shell.try_again")}: ${label}`}
            onClick={again}
          >
            {t("shell.try_again")}
          </button>
        )}
      </h3>
      {source.status === "ok" ? null : (
        <p class="muted">
          {source.since ? t("cards.source_since", { when: whenText(source.since) }) : null}
          {source.since && source.why ? ": " : null}
          <bdi dir="auto">{source.why}</bdi>
        </p>
      )}
      {values.length > 0 ? (
        <dl class="cust-facts">
          {values.map(([name, value]) => (
            <div key={name}>
              <dt>
                <bdi>{plainName(name)}</bdi>
              </dt>
              <dd>
                <bdi dir="auto">{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      ) : source.status === "ok" ? (
        <p class="muted">{t("cards.source_none")}</p>
      ) : null}
    </section>
  );
}
