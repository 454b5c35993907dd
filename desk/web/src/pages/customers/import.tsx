/** Cards from a CSV file: tried first, told line by line, then taken in earnest. */
import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { CSV_LIMIT, importCards, type ImportReport } from "../../api/customers-page";
import { sentence } from "../../app/notices";
import { language, t } from "../../i18n/catalogue";
import { clockText } from "../../i18n/format";
import { Icon } from "./icon";
import { Sheet } from "./sheet";

interface Props {
  /** Cards were written: the list is to be asked again. */
  onDone: () => void;
  onClose: () => void;
}

type Step =
  | { at: "choose"; why: string }
  | { at: "checking" | "writing"; since: number; rows: number | null }
  | { at: "checked" | "done"; report: ImportReport };

const nothing: Step = { at: "choose", why: "" };

export function ImportSheet({ onDone, onClose }: Props) {
  const file = useSignal<File | null>(null);
  const step = useSignal<Step>(nothing);
  const now = step.value;
  const sends = now.at === "checking" || now.at === "writing";
  useEffect(() => {
    if (!sends) return undefined;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [sends]);

  const send = async (chosen: File, dryRun: boolean, rows: number | null) => {
    step.value = { at: dryRun ? "checking" : "writing", since: Date.now(), rows };
    try {
      const report = await importCards(chosen, dryRun);
      step.value = { at: dryRun ? "checked" : "done", report };
    } catch (error) {
      step.value = { at: "choose", why: sentence(error) };
    } finally {
      // What came before a fault in the file may be taken already.
      if (!dryRun) onDone();
    }
  };

  const choose = (chosen: File | null) => {
    file.value = chosen;
    if (!chosen) step.value = nothing;
    else if (chosen.size > CSV_LIMIT) step.value = { at: "choose", why: t("cards.import_large") };
    else void send(chosen, true, null);
  };

  const takes = now.at === "checked" && now.report.created + now.report.changed > 0;
  const act = async () => {
    if (now.at === "checked" && file.value) await send(file.value, false, now.report.rows);
  };
  return (
    <Sheet
      wide
      title={t("cards.import_title")}
      {...(takes
        ? { action: t("cards.import_act", { n: now.report.created + now.report.changed }) }
        : {})}
      act={act}
      leave={t(now.at === "done" ? "shell.close" : "cards.cancel")}
      onClose={() => !sends && onClose()}
    >
      {now.at === "done" ? null : <Choose file={file.value} busy={sends} onChoose={choose} />}
      {now.at === "choose" && now.why ? <p class="red-text" role="alert">{now.why}</p> : null}
      {now.at === "checking" || now.at === "writing" ? (
        <Progress word={t(`cards.import_${now.at}`, { n: now.rows ?? 0 })} since={now.since} />
      ) : null}
      {now.at === "checked" || now.at === "done" ? <Report report={now.report} /> : null}
    </Sheet>
  );
}

function Choose(props: { file: File | null; busy: boolean; onChoose: (file: File | null) => void }) {
  const id = useId();
  return (
    <>
      <div class="cust-file">
        <label class="button" for={id}>
          {t(props.file ? "cards.import_other" : "cards.import_choose")}
        </label>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv"
          class="unseen"
          disabled={props.busy}
          onChange={(event) => {
            props.onChoose(event.currentTarget.files?.[0] ?? null);
            // The same file again, after it was mended, is chosen anew.
            event.currentTarget.value = "";
          }}
        />
        <bdi class="clip">{props.file?.name}</bdi>
      </div>
      <p class="muted">{t("cards.import_told")}</p>
      <code>name,company,numbers,language,vip,preferred_operator,notes</code>
    </>
  );
}

/** The server says how far it is only at the end: until then a clock shows that it works. */
function Progress({ word, since }: { word: string; since: number }) {
  const passed = useSignal(0);
  useEffect(() => {
    const beat = setInterval(() => (passed.value = (Date.now() - since) / 1000), 1000);
    return () => clearInterval(beat);
  }, [since]);
  return (
    <div class="cust-progress">
      <p role="status">{word}</p>
      <progress aria-label={word} />
      <span class="figures muted">{clockText(passed.value)}</span>
    </div>
  );
}

const counted = ["created", "changed", "unchanged", "wrong"] as const;

function Report({ report }: { report: ImportReport }) {
  const figure = new Intl.NumberFormat(language());
  const { problems, wrong, dry_run: dry } = report;
  return (
    <>
      <p class={dry ? undefined : "cust-done"} role="status">
        {dry ? null : <Icon name="check" />}
        {t(dry ? "cards.import_would" : "cards.import_did", { n: report.rows })}
      </p>
      <dl class="cust-figures">
        {counted.map((what) => (
          <div key={what} class={what === "wrong" && wrong > 0 ? "red-text" : undefined}>
            <dt>{t(`cards.import_${what}`)}</dt>
            <dd class="figures">{figure.format(report[what])}</dd>
          </div>
        ))}
      </dl>
      {problems.length > 0 ? (
        <div class="cust-problems" tabIndex={0} role="region" aria-label={t("cards.import_problems")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("cards.import_line")}</th>
                <th scope="col">{t("cards.import_why")}</th>
              </tr>
            </thead>
            <tbody>
              {problems.map(({ line, message }, n) => (
                <tr key={n}>
                  <td class="figures">{line}</td>
                  <td>
                    <bdi dir="auto">{message}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </>
  );
}
