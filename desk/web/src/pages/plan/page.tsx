/** The plan's screen: six views of one draft, and what leads from it to callers. */
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Help, type HelpLine } from "../../app/help";
import { useKeys, type KeyMap } from "../../app/keys";
import { t } from "../../i18n/catalogue";
import { Icon, type IconName } from "./icon";
import { Menu } from "../../parts/menu";
import { add } from "./add/adding";
import { Dialogs } from "./add/dialogs";
import { placeAddress, views, type View } from "./address";
import {
  changes,
  conflict,
  doc,
  draft,
  errors,
  former,
  load,
  reload,
  saving,
  trouble,
  undo,
  warnings,
} from "./draft";
import { FlowView } from "./flow/view";
import { HoursView } from "./hours/view";
import { here, show } from "./place";
import { PromptsView } from "./prompts/view";
import { PublishView } from "./publish/view";
import { QueuesView } from "./queues/view";
import { TextView } from "./text/view";

const help: readonly HelpLine[] = [
  { keys: ["1", "…", "6"], text: "plan.key_views" },
  { keys: ["↑", "↓", "←", "→"], text: "plan.key_boxes" },
  { keys: ["Enter"], text: "plan.key_form" },
  { keys: ["Esc"], text: "plan.key_back" },
  { keys: ["N"], text: "plan.key_add" },
  { keys: ["Ctrl", "Z"], text: "plan.key_undo" },
  { keys: ["Ctrl", "S"], text: "plan.key_save" },
];

const shown: Record<View, ComponentType> = {
  flow: FlowView,
  hours: HoursView,
  queues: QueuesView,
  prompts: PromptsView,
  text: TextView,
  publish: PublishView,
};

const icons: Record<View, IconName> = {
  flow: "ivr",
  hours: "waiting",
  queues: "people",
  prompts: "speak",
  text: "text",
  publish: "out",
};

const typing = (event: Event): boolean =>
  (event.target as Element).closest("input:not([type=checkbox]), textarea, select, dialog") !==
  null;

export function Page() {
  useEffect(() => void load(), []);
  const { view } = here();
  const keys: KeyMap = {
    ...Object.fromEntries(views.map((name, n) => [`Digit${n + 1}`, () => show(name)])),
    KeyN: () => document.querySelector<HTMLElement>(".plan-add > button")?.click(),
    "Ctrl+KeyZ": (event) => (typing(event) || former.value.length === 0 ? false : void undo()),
  };
  useKeys(keys);
  const View = shown[view];
  // The text is there even when it cannot be read; the forms need a plan.
  const ready =
    draft.value !== null && (doc.value !== null || view === "text" || view === "publish");
  return (
    <main id="main" class="plan">
      <h1 class="unseen">{t("screen.plan")}</h1>
      <Head view={view} />
      {conflict.value ? <Conflict /> : null}
      {trouble.value && !draft.value ? <p class="red-text plan-trouble">{trouble.value}</p> : null}
      {ready ? (
        <View />
      ) : draft.value ? (
        <Unreadable />
      ) : (
        <div class="plan-body skeleton" aria-busy="true" />
      )}
      <Dialogs />
      <Help lines={help} />
    </main>
  );
}

function Head({ view }: { view: View }) {
  return (
    <header class="plan-head">
      <nav class="views" aria-label={t("plan.views")}>
        {views.map((name, n) => (
          <a
            key={name}
            href={placeAddress({ view: name, at: "" })}
            data-inside="yes"
            aria-current={name === view ? "page" : undefined}
            title={`${t(`plan.view_${name}`)} (${n + 1})`}
          >
            <Icon name={icons[name]} />
            <span>{t(`plan.view_${name}`)}</span>
            {name === "publish" && changes.value.length > 0 ? (
              <span class="badge" title={t("plan.unpublished", { n: changes.value.length })}>
                {changes.value.length}
              </span>
            ) : null}
          </a>
        ))}
      </nav>
      <span class="grow" />
      <DraftState />
      <button
        type="button"
        class="bare"
        disabled={former.value.length === 0}
        aria-label={t("plan.undo")}
        title={`${t("plan.undo")} (Ctrl+Z)`}
        onClick={() => void undo()}
      >
        <Icon name="undo" />
      </button>
      <AddMenu />
    </header>
  );
}

function AddMenu() {
  return (
    <Menu
      class="button primary"
      align="end"
      root="plan-add"
      label={
        <>
          <Icon name="add" />
          {t("plan.add")}
        </>
      }
      items={[
        { label: t("plan.add_day"), act: () => add({ what: "day" }) },
        { label: t("plan.add_menu_key"), act: () => add({ what: "key" }) },
        { label: t("plan.add_queue"), act: () => add({ what: "queue" }) },
        { label: t("plan.add_prompt"), act: () => add({ what: "prompt" }) },
        { label: t("plan.add_calendar"), act: () => add({ what: "calendar" }) },
      ]}
    />
  );
}

/** Whether there is anything unpublished, and whether it could be published. */
function DraftState() {
  const now = draft.value;
  if (!now) return null;
  const n = changes.value.length;
  const wrong = errors.value.length;
  const odd = warnings.value.length;
  return (
    <div class="draft-state" role="status">
      {wrong > 0 ? (
        <button
          type="button"
          class="state missed"
          onClick={() => show("text", String(errors.value[0]?.line ?? ""))}
        >
          <Icon name="missed" />
          {t("plan.errors", { n: wrong })}
        </button>
      ) : odd > 0 ? (
        <button type="button" class="state hold" onClick={() => show("publish")}>
          <Icon name="warn" />
          {t("plan.warnings", { n: odd })}
        </button>
      ) : null}
      <span class="muted">
        {saving.value > 0
          ? t("plan.saving")
          : n > 0
            ? t("plan.unpublished", { n })
            : wrong > 0
              ? t("plan.draft")
              : t("plan.as_in_force", { n: now.in_force })}
      </span>
    </div>
  );
}

function Conflict() {
  return (
    <p class="banner amber" role="alert">
      <strong>{t("plan.conflict")}</strong>
      <span>{t("plan.conflict_hint")}</span>
      <button type="button" class="button" onClick={() => void reload()}>
        {t("shell.reload")}
      </button>
    </p>
  );
}

function Unreadable() {
  const first = errors.value[0];
  return (
    <div class="plan-body unreadable">
      <div>
        <h2>{t("plan.unreadable")}</h2>
        <p class="muted">{first ? first.message : t("plan.unreadable_hint")}</p>
        <button
          type="button"
          class="button primary"
          onClick={() => show("text", String(first?.line ?? ""))}
        >
          {t("plan.to_text")}
        </button>
      </div>
    </div>
  );
}
