/** The plan as a text, checked while it is typed; it is saved when one leaves it, or by Ctrl+S. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { checkText } from "../../../api/plan";
import type { Finding } from "../../../api/plan-words";
import { report } from "../../../app/notices";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { conflict, draft, findings, saveText, saving, typed } from "../draft";
import { here } from "../place";
import { lineStart, marksOf } from "./lines";

const TYPING_MS = 400;
const TAB = "  ";

/** What is wrong with what was typed and not saved yet. */
const checked = signal<readonly Finding[] | null>(null);

export async function saveTyped(): Promise<void> {
  const text = typed.value;
  if (text === null) return;
  if (text === draft.value?.text || (await saveText(text))) {
    if (typed.value === text) typed.value = null;
    checked.value = null;
  }
}

export function TextView() {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLOListElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const text = typed.value ?? draft.value?.text ?? "";
  const found = (typed.value === null ? null : checked.value) ?? findings.value;
  const marks = marksOf(found);
  const { at } = here();

  const goTo = (line: number) => {
    const box = area.current;
    if (!box || line < 1) return;
    const [from, to] = lineStart(box.value, line);
    box.focus();
    box.setSelectionRange(from, to);
    const high = box.scrollHeight / Math.max(1, box.value.split("\n").length);
    box.scrollTop = Math.max(0, high * (line - 1) - box.clientHeight / 3);
  };
  useLayoutEffect(() => {
    if (at) goTo(Number(at));
  }, [at]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      void saveTyped();
    },
    [],
  );

  const change = (value: string) => {
    typed.value = value;
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      try {
        const answer = await checkText(value);
        if (typed.value === value) checked.value = answer.findings;
      } catch (error) {
        report(error);
      }
    }, TYPING_MS);
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey && event.code === "KeyS") {
      event.preventDefault();
      void saveTyped();
    }
    // Escape first, then Tab leaves the field: nobody is caught in it.
    const box = area.current;
    if (event.key !== "Tab" || event.shiftKey || event.altKey || !box || left.current) return;
    event.preventDefault();
    box.setRangeText(TAB, box.selectionStart, box.selectionEnd, "end");
    change(box.value);
  };
  const left = useRef(false);

  const lines = text.split("\n").length;
  return (
    <div class="plan-body">
      <section class="plan-main flush text-view" aria-labelledby="plan-text">
        <header class="view-head">
          <h2 id="plan-text">{t("plan.view_text")}</h2>
          <span class="muted" role="status">
            {typed.value !== null && text !== draft.value?.text
              ? t("plan.not_saved")
              : t("plan.saved")}
          </span>
          <span class="grow" />
          <button
            type="button"
            class="button"
            disabled={typed.value === null || saving.value > 0 || conflict.value}
            onClick={() => void saveTyped()}
          >
            {t("plan.save")} <kbd>Ctrl S</kbd>
          </button>
        </header>
        <div class="editor">
          <ol ref={gutter} class="gutter" aria-hidden="true">
            {Array.from({ length: lines }, (_, n) => (
              <li key={n} class={marks.get(n + 1)}>
                {n + 1}
              </li>
            ))}
          </ol>
          <textarea
            ref={area}
            class="code"
            aria-label={t("plan.view_text")}
            aria-describedby="text-hint"
            wrap="off"
            spellcheck={false}
            autocapitalize="off"
            value={text}
            onInput={(event) => change(event.currentTarget.value)}
            onScroll={(event) => {
              if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
            }}
            onFocus={() => (left.current = false)}
            onKeyDown={(event) => {
              if (event.key === "Escape") left.current = true;
              press(event);
            }}
          />
        </div>
        <p id="text-hint" class="field-hint text-hint">
          {t("plan.text_keys")}
        </p>
      </section>
      <aside class="plan-side" aria-label={t("plan.findings")}>
        <h2>{t("plan.findings")}</h2>
        {found.length === 0 ? (
          <p class="empty calm">
            <Icon name="check" />
            {t("plan.no_findings")}
          </p>
        ) : (
          <ul class="findings lines-of" aria-live="polite">
            {found.map((each) => (
              <li
                key={`${each.line} ${each.place.join(".")} ${each.message}`}
                class={each.severity}
              >
                <Icon name={each.severity === "error" ? "missed" : "warn"} />
                <button type="button" onClick={() => goTo(each.line)}>
                  <span class="muted">
                    {each.line > 0 ? t("plan.line", { n: each.line }) : ""}
                    {each.line > 0 && each.place.length > 0 ? " · " : ""}
                    <bdi>{each.place.join(" · ")}</bdi>
                  </span>
                  <bdi>{each.message}</bdi>
                </button>
              </li>
            ))}
          </ul>
        )}
      </aside>
    </div>
  );
}
