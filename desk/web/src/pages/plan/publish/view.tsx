/** Before callers hear it: what changes, what is wrong, what it would have done, and the button. */
import { useSignal } from "@preact/signals";
import { publishDraft } from "../../../api/plan";
import type { Change, Finding } from "../../../api/plan-words";
import { ApiError } from "../../../api/http";
import { report } from "../../../app/notices";
import { t, wordOf } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { operatorName, plainName } from "../../../parts/words";
import { loadPlan } from "../../../app/plan";
import { changes, conflict, discard, doc, draft, errors, findings, load, saving } from "../draft";
import { targetName } from "../names";
import { show } from "../place";
import { dateOf } from "../hours/chart";
import { dayWord } from "../hours/forms";
import { daysOf } from "../hours/week";
import { History } from "./history";
import { Replaying } from "./replay";
import { changeWords, type Teller } from "./tell";

const NOTE_SIGNS = 200;

const teller: Teller = {
  t,
  knows: (key) => wordOf(key) !== undefined,
  weekday: (key) => {
    const days = daysOf(key);
    const [first, last] = [days[0], days.at(-1)];
    if (!first || !last) return plainName(key);
    return first === last ? dayWord(first) : `${dayWord(first)} – ${dayWord(last)}`;
  },
  day: (date) => dateOf(date, true),
  title: (value) => {
    const { flow = {}, prompts = {} } = doc.value ?? {};
    if (value in flow || doc.value?.queues.some((queue) => queue.queue === value))
      return targetName(value);
    return value in prompts ? plainName(value) : operatorName(value);
  },
  name: (room, part) => {
    if (room === "queues" && typeof part === "number")
      return doc.value?.queues[part]?.name ?? String(part + 1);
    if (room === "numbers" && typeof part === "number")
      return doc.value?.numbers[part]?.number ?? String(part + 1);
    if (room === "queues" || room === "flow") return targetName(String(part));
    return plainName(String(part));
  },
};

export function PublishView() {
  const list = changes.value;
  return (
    <div class="plan-body publish-view">
      <section class="plan-main" aria-labelledby="plan-publish">
        <header class="view-head">
          <h2 id="plan-publish">{t("plan.what_changes")}</h2>
          {list.length > 0 ? <span class="count">{list.length}</span> : null}
          <span class="grow" />
          {(draft.value?.version ?? 0) > 0 ? <Discard /> : null}
        </header>
        {list.length === 0 ? (
          <p class="empty muted">
            {t(draft.value?.document ? "plan.no_changes" : "plan.unreadable")}
          </p>
        ) : (
          <ul class="changes">
            {list.map((change) => (
              <li key={change.place.join("\n")} class={kindOf(change)}>
                <span class="change-mark" aria-hidden="true">
                  {{ added: "+", gone: "−", changed: "~" }[kindOf(change)]}
                </span>
                <bdi title={change.told}>{changeWords(change, teller)}</bdi>
              </li>
            ))}
          </ul>
        )}
        <FindingList found={findings.value} />
        <Replaying />
      </section>
      <aside class="plan-side" aria-label={t("plan.publishing")}>
        <PublishForm />
        <History />
      </aside>
    </div>
  );
}

function kindOf(change: Change): "added" | "gone" | "changed" {
  if (change.before === null || change.before === undefined) return "added";
  return change.after === null || change.after === undefined ? "gone" : "changed";
}

function FindingList({ found }: { found: readonly Finding[] }) {
  if (found.length === 0) return null;
  return (
    <>
      <h3>{t("plan.findings")}</h3>
      <ul class="findings lines-of">
        {found.map((each) => (
          <li key={`${each.place.join(".")} ${each.message}`} class={each.severity}>
            <Icon name={each.severity === "error" ? "missed" : "warn"} />
            <button type="button" onClick={() => show("text", String(each.line))}>
              <bdi class="muted">{each.place.join(" · ")}</bdi>
              <bdi>{each.message}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Discard() {
  const sure = useSignal(false);
  if (!sure.value) {
    return (
      <button type="button" class="button quiet" onClick={() => (sure.value = true)}>
        {t("plan.discard")}
      </button>
    );
  }
  return (
    <span class="sure">
      {t("plan.discard_sure")}
      <button type="button" class="button danger" onClick={() => void discard()}>
        {t("plan.discard_yes")}
      </button>
      <button type="button" class="button" onClick={() => (sure.value = false)}>
        {t("plan.cancel")}
      </button>
    </span>
  );
}

function PublishForm() {
  const note = useSignal("");
  const busy = useSignal(false);
  const wrong = errors.value.length;
  const nothing = changes.value.length === 0;
  const why = wrong > 0 ? t("plan.has_errors", { n: wrong }) : nothing ? t("plan.no_changes") : "";
  const publish = async () => {
    busy.value = true;
    try {
      await publishDraft(draft.value?.version ?? 0, note.value.trim());
      note.value = "";
      await Promise.all([load(), loadPlan()]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) conflict.value = true;
      else report(error);
    }
    busy.value = false;
  };
  return (
    <form
      class="publish-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!why && !busy.value) void publish();
      }}
    >
      <h2>{t("plan.publish")}</h2>
      <p class="muted">{t("plan.publish_hint")}</p>
      <label>
        <span>{t("plan.note")}</span>
        <input
          type="text"
          maxLength={NOTE_SIGNS}
          placeholder={t("plan.note_hint")}
          value={note.value}
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </label>
      <button
        type="submit"
        class="button primary wide"
        disabled={why !== "" || busy.value || saving.value > 0}
        aria-describedby="publish-why"
      >
        {t("plan.publish_now")}
      </button>
      <p id="publish-why" class={wrong > 0 ? "red-text" : "field-hint"}>
        {why}
      </p>
    </form>
  );
}
