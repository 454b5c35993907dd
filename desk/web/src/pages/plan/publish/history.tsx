/** The revisions, newest first; an older one can be put in force again in one step. */
import { useSignal } from "@preact/signals";
import { listRevisions, rollBack } from "../../../api/plan";
import type { Revision } from "../../../api/plan-words";
import { useLoad } from "../../../app/load";
import { report } from "../../../app/notices";
import { loadPlan, plan } from "../../../app/plan";
import { language, t } from "../../../i18n/catalogue";
import { dayText, timeText } from "../../../i18n/format";
import { board } from "../../../live/live";
import { Dialog } from "../dialog";
import { draft, load } from "../draft";

export function History() {
  const inForce = board.standing()?.revision ?? draft.value?.in_force ?? 0;
  const list = useLoad(`after ${inForce}`, listRevisions);
  const asked = useSignal<Revision | null>(null);
  const rows = list.data ?? [];
  return (
    <section class="history" aria-labelledby="plan-history">
      <h2 id="plan-history">{t("plan.history")}</h2>
      {list.trouble ? <p class="red-text">{list.trouble}</p> : null}
      <ol>
        {rows.map((row) => (
          <li key={row.revision} class={row.revision === inForce ? "current" : undefined}>
            <div class="revision-head">
              <strong>{t("plan.revision", { n: row.revision })}</strong>
              {row.revision === inForce ? (
                <span class="state ready">{t("plan.in_force")}</span>
              ) : (
                <button type="button" class="button small" onClick={() => (asked.value = row)}>
                  {t("plan.take_back")}
                  <span class="unseen">: {t("plan.revision", { n: row.revision })}</span>
                </button>
              )}
            </div>
            <p class="muted">
              {whenOf(row)} · <bdi>{row.by}</bdi>
              {row.rollback_of ? ` · ${t("plan.rollback_of", { n: row.rollback_of })}` : ""}
            </p>
            {row.note ? <p dir="auto">{row.note}</p> : null}
            {row.changes.length > 0 ? (
              <details>
                <summary>{t("plan.changes", { n: row.changes.length })}</summary>
                <ul>
                  {row.changes.map((change, n) => (
                    <li key={n}>
                      <bdi>{change}</bdi>
                    </li>
                  ))}
                </ul>
              </details>
            ) : null}
          </li>
        ))}
      </ol>
      {asked.value ? <TakeBack row={asked.value} onClose={() => (asked.value = null)} /> : null}
    </section>
  );
}

function whenOf(row: Revision): string {
  const zone = plan.value?.timezone;
  return `${dayText(language(), row.at, zone)}, ${timeText(language(), row.at, zone, false)}`;
}

function TakeBack({ row, onClose }: { row: Revision; onClose: () => void }) {
  const take = async () => {
    onClose();
    try {
      await rollBack(row.revision);
      await Promise.all([load(), loadPlan()]);
    } catch (error) {
      report(error);
    }
  };
  return (
    <Dialog
      title={t("plan.take_back_title", { n: row.revision })}
      action={t("plan.take_back_yes")}
      onDone={() => void take()}
      onClose={onClose}
    >
      <p>{t("plan.take_back_hint")}</p>
      <p class="muted">
        {whenOf(row)} · <bdi>{row.by}</bdi>
        {row.note ? <bdi> · {row.note}</bdi> : null}
      </p>
    </Dialog>
  );
}
