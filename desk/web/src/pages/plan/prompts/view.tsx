/** The prompts: what callers hear, in which languages it is there, and where it is said. */
import { useSignal } from "@preact/signals";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { plainName, tongueName } from "../../../parts/words";
import { add } from "../add/adding";
import { doc, edit, findings } from "../draft";
import { remove } from "../edits";
import { Findings } from "../flow/panel";
import { PromptTexts } from "../forms/prompt";
import { here, show } from "../place";
import { isSaid, missingIn, promptUses, saidOf, type Said, type Use } from "./uses";
import { boxTitle } from "../names";

export function PromptsView() {
  const plan = doc.value;
  const search = useSignal("");
  if (!plan) return null;
  const uses = promptUses(plan);
  const { at } = here();
  const names = Object.keys(plan.prompts);
  const wanted = search.value.toLowerCase();
  const shown = names.filter((name) => {
    const texts = Object.values(plan.prompts[name] ?? {}).map((spoken) => saidOf(spoken).text);
    return [name, plainName(name), ...texts].some((text) => text.toLowerCase().includes(wanted));
  });
  const open = names.includes(at) ? at : (names[0] ?? "");
  return (
    <div class="plan-body">
      <section class="plan-main" aria-labelledby="plan-prompts">
        <header class="view-head">
          <h2 id="plan-prompts">{t("plan.view_prompts")}</h2>
          <span class="search">
            <Icon name="search" />
            <input
              type="search"
              aria-label={t("plan.find_prompt")}
              placeholder={t("plan.find_prompt")}
              onInput={(event) => (search.value = event.currentTarget.value)}
            />
          </span>
          <button type="button" class="button" onClick={() => add({ what: "prompt" })}>
            <Icon name="add" />
            {t("plan.add_prompt")}
          </button>
        </header>
        {shown.length === 0 ? <p class="muted empty">{t("plan.no_prompts")}</p> : null}
        <ul class="prompt-list">
          {shown.map((name) => (
            <li key={name}>
              <PromptRow name={name} open={name === open} uses={uses.get(name) ?? []} />
            </li>
          ))}
        </ul>
      </section>
      <aside class="plan-side" aria-label={t("plan.form")}>
        {open ? <PromptForm key={open} name={open} uses={uses.get(open) ?? []} /> : null}
      </aside>
    </div>
  );
}

function PromptRow({ name, open, uses }: { name: string; open: boolean; uses: readonly Use[] }) {
  const plan = doc.value;
  const texts = plan?.prompts[name] ?? {};
  const languages = plan?.languages ?? [];
  const missing = missingIn(texts, languages);
  const first = languages.map((tag) => saidOf(texts[tag])).find((said) => said.text);
  return (
    <button
      type="button"
      class={open ? "prompt-row open" : "prompt-row"}
      aria-pressed={open}
      onClick={() => show("prompts", name)}
    >
      <span class="prompt-name">
        <strong class="clip">{plainName(name)}</strong>
        <span class="muted clip">
          {uses.length > 0 ? uses.map(useWords).join(", ") : t("plan.not_used")}
        </span>
      </span>
      <bdi class="prompt-text muted">
        {first?.text ?? soundOf(Object.values(texts).map(saidOf))}
      </bdi>
      <span class="tongues">
        {languages.map((tag) => (
          <span
            key={tag}
            class={
              missing.includes(tag) ? "tongue gone" : isSaid(texts[tag]) ? "tongue" : "tongue idle"
            }
            title={`${tongueName(tag)}${missing.includes(tag) ? `: ${t("plan.missing")}` : ""}`}
          >
            {tag.toUpperCase()}
            {missing.includes(tag) ? <Icon name="missed" /> : null}
            {missing.includes(tag) ? <span class="unseen"> {t("plan.missing")}</span> : null}
          </span>
        ))}
      </span>
    </button>
  );
}

function soundOf(said: readonly Said[]): string {
  const sound = said.find((each) => each.sound)?.sound;
  return sound ? t("plan.sound_of", { name: sound }) : t("plan.own_sound");
}

const useWords = (use: Use): string => (use.id ? boxTitle(use.id) : t("plan.incident"));

function PromptForm({ name, uses }: { name: string; uses: readonly Use[] }) {
  const found = findings.value.filter(
    (each) => each.place[0] === "prompts" && each.place[1] === name,
  );
  return (
    <div class="form">
      <header class="form-head speech">
        <span class="kind-disc">
          <Icon name="speak" />
        </span>
        <div>
          <h2>{plainName(name)}</h2>
          <p class="muted">{t("plan.prompt")}</p>
        </div>
      </header>
      <Findings found={found} />
      <PromptTexts prompt={name} rich />
      <p class="field-hint">{t("plan.blanks_hint")}</p>
      <h3>{t("plan.used_by")}</h3>
      {uses.length === 0 ? <p class="muted">{t("plan.not_used")}</p> : null}
      <ul class="uses">
        {uses.map((use) => (
          <li key={use.id}>
            {use.id ? (
              <button type="button" class="pill" onClick={() => show("flow", use.id)}>
                {boxTitle(use.id)}
              </button>
            ) : (
              <span class="pill">{t("plan.incident")}</span>
            )}
          </li>
        ))}
      </ul>
      <footer class="form-foot">
        <button
          type="button"
          class="button quiet"
          disabled={uses.length > 0}
          onClick={() =>
            void edit(remove(["prompts", name])).then((done) => done && show("prompts"))
          }
        >
          {t("plan.remove_prompt")}
        </button>
      </footer>
    </div>
  );
}
