/** The flow: the picture, and beside it the form of the box that is chosen. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { add } from "../add/adding";
import { picture } from "../draft";
import { here, show } from "../place";
import { Graph } from "./graph";
import { Panel } from "./panel";

export function FlowView() {
  const { at } = here();
  const panel = useRef<HTMLElement>(null);
  const known = picture.value.nodes.some((node) => node.id === at);
  const enter = () =>
    panel.current
      ?.querySelector<HTMLElement>("select, input, textarea, button:not(.bare)")
      ?.focus();
  const leave = () =>
    document.querySelector<SVGGElement>(`[data-box="${CSS.escape(at)}"]`)?.focus();
  useEffect(() => {
    panel.current?.scrollTo(0, 0);
  }, [at]);
  return (
    <div class="plan-body flow-view">
      <section class="plan-main flush" aria-label={t("plan.view_flow")}>
        <Graph at={at} onChoose={(id) => show("flow", id)} onEnter={enter} />
      </section>
      <aside
        class="plan-side"
        aria-label={t("plan.form")}
        ref={panel}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          leave();
        }}
      >
        {known ? <Panel key={at} id={at} /> : <Nothing />}
      </aside>
    </div>
  );
}

/** What a new manager sees first: how the picture is read and what can be done at once. */
function Nothing() {
  return (
    <div class="start">
      <h2>{t("plan.start_title")}</h2>
      <p class="muted">{t("plan.start_hint")}</p>
      <ul class="start-deeds">
        <li>
          <button type="button" class="deed" onClick={() => add({ what: "day" })}>
            <Icon name="waiting" />
            <span>
              <strong>{t("plan.add_day")}</strong>
              <span class="muted">{t("plan.add_day_hint")}</span>
            </span>
          </button>
        </li>
        <li>
          <button type="button" class="deed" onClick={() => add({ what: "key" })}>
            <Icon name="ivr" />
            <span>
              <strong>{t("plan.add_menu_key")}</strong>
              <span class="muted">{t("plan.add_key_hint")}</span>
            </span>
          </button>
        </li>
        <li>
          <button type="button" class="deed" onClick={() => add({ what: "queue" })}>
            <Icon name="people" />
            <span>
              <strong>{t("plan.add_queue")}</strong>
              <span class="muted">{t("plan.add_queue_hint")}</span>
            </span>
          </button>
        </li>
        <li>
          <button type="button" class="deed" onClick={() => show("prompts")}>
            <Icon name="speak" />
            <span>
              <strong>{t("plan.change_words")}</strong>
              <span class="muted">{t("plan.change_words_hint")}</span>
            </span>
          </button>
        </li>
      </ul>
    </div>
  );
}
