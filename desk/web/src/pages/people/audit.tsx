/** Who did what: the audit with its filters, newest first. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { readAudit, type AuditRow } from "../../api/people";
import { useLoad } from "../../app/load";
import { report } from "../../app/notices";
import { language, t } from "../../i18n/catalogue";
import { dayText, timeText } from "../../i18n/format";
import { auditQuery, type Asked } from "./audit-query";
import { TextField } from "./controls";

const PAUSE_MS = 300;

export function AuditView() {
  const person = useSignal("");
  const action = useSignal("");
  const target = useSignal("");
  const since = useSignal("");
  const until = useSignal("");
  const asked: Asked = {
    person: person.value,
    action: action.value,
    target: target.value,
    since: since.value,
    until: until.value,
  };
  const wish = auditQuery(asked, null).toString();
  const settled = useSignal(wish);
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = wish), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wish]);
  const first = useLoad(settled.value, () => readAudit(new URLSearchParams(settled.value)));
  const later = useSignal<{ to: unknown; rows: AuditRow[]; next: number | null } | null>(null);
  const added = later.value?.to === first.data ? later.value : null;
  const rows = [...(first.data?.rows ?? []), ...(added?.rows ?? [])];
  const next = added ? added.next : (first.data?.next_before ?? null);

  const more = async () => {
    try {
      const query = new URLSearchParams(settled.value);
      query.set("before", String(next));
      const page = await readAudit(query);
      const before = added?.rows ?? [];
      later.value = { to: first.data, rows: [...before, ...page.rows], next: page.next_before };
    } catch (error) {
      report(error);
    }
  };

  return (
    <section class="people-main" aria-busy={first.busy}>
      <div class="people-filters">
        <TextField label={t("audit.person")} value={person} maxLength={128} />
        <TextField label={t("audit.action")} value={action} maxLength={128} />
        <TextField
          label={t("audit.target")}
          value={target}
          maxLength={128}
          hint={t("audit.target_hint")}
        />
        <TextField label={t("audit.since")} value={since} type="date" />
        <TextField label={t("audit.until")} value={until} type="date" />
      </div>
      {first.trouble ? <p class="red-text">{first.trouble}</p> : null}
      {first.data && rows.length === 0 ? <p class="muted">{t("audit.none")}</p> : null}
      {rows.length > 0 ? <Table rows={rows} /> : null}
      {next ? (
        <button type="button" class="button" onClick={() => void more()}>
          {t("audit.more")}
        </button>
      ) : null}
    </section>
  );
}

function Table({ rows }: { rows: readonly AuditRow[] }) {
  return (
    <table class="people-table audit">
      <thead>
        <tr>
          <th scope="col">{t("audit.at")}</th>
          <th scope="col">{t("audit.person")}</th>
          <th scope="col">{t("audit.action")}</th>
          <th scope="col">{t("audit.target")}</th>
          <th scope="col">{t("audit.detail")}</th>
          <th scope="col">{t("audit.address")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <td>
              <time dateTime={row.at}>
                {dayText(language(), row.at)}, {timeText(language(), row.at)}
              </time>
            </td>
            <td>
              <bdi>{row.person}</bdi>
            </td>
            <td>{row.action}</td>
            <td>
              <bdi>{row.target}</bdi>
            </td>
            <td>
              <bdi>{row.detail}</bdi>
            </td>
            <td>{row.address}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
