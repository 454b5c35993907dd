/** The part of a short form that makes a new step: its kind, its name, what callers hear. */
import type { Signal } from "@preact/signals";
import { t, type Key } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { tongueName } from "../../../parts/words";
import { doc } from "../draft";
import { iconOf } from "../kinds";
import { newKinds, speaks, type NewStep } from "./make";

export const emptyStep: NewStep = { kind: "say", name: "", texts: {}, number: "" };

const NUMBER = /^\+?[0-9 ()-]{2,24}$/;

/** A step that only speaks must have something to say; the others have usual words. */
export function isComplete(step: NewStep): boolean {
  if (step.name.trim() === "") return false;
  if (step.kind === "transfer") return NUMBER.test(step.number.trim());
  const mustSpeak = step.kind === "say" || step.kind === "menu";
  return !mustSpeak || Object.values(step.texts).some((text) => text.trim() !== "");
}

export function NewStepFields({ step }: { step: Signal<NewStep> }) {
  const now = step.value;
  const change = (over: Partial<NewStep>) => (step.value = { ...step.value, ...over });
  return (
    <>
      <fieldset class="ask-kinds">
        <legend>{t("plan.what_happens")}</legend>
        {newKinds.map((kind) => (
          <label key={kind} class={kind === now.kind ? "kind-choice on" : "kind-choice"}>
            <input
              type="radio"
              class="unseen"
              name="kind"
              checked={kind === now.kind}
              onChange={() => change({ kind })}
            />
            <Icon name={iconOf(kind)} />
            {t(`kind.${kind}` as Key)}
          </label>
        ))}
      </fieldset>
      <label class="ask-field">
        <span>{t("plan.step_name")}</span>
        <input
          type="text"
          required
          maxLength={40}
          autocomplete="off"
          value={now.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
      </label>
      {now.kind === "transfer" ? (
        <label class="ask-field">
          <span>{t("plan.outside_number")}</span>
          <input
            type="tel"
            required
            maxLength={24}
            value={now.number}
            onInput={(event) => change({ number: event.currentTarget.value })}
          />
        </label>
      ) : null}
      {speaks(now.kind) ? (
        <TextBoxes texts={now.texts} onChange={(texts) => change({ texts })} />
      ) : null}
    </>
  );
}

/** What callers hear, a box for each language of the plan. */
export function TextBoxes(props: {
  texts: Record<string, string>;
  onChange: (texts: Record<string, string>) => void;
}) {
  return (
    <>
      {(doc.value?.languages ?? []).map((tag) => (
        <label class="ask-field" key={tag}>
          <span>{t("plan.heard_in", { language: tongueName(tag) })}</span>
          <textarea
            rows={2}
            lang={tag}
            dir="auto"
            maxLength={2000}
            value={props.texts[tag] ?? ""}
            onInput={(event) =>
              props.onChange({ ...props.texts, [tag]: event.currentTarget.value })
            }
          />
        </label>
      ))}
    </>
  );
}
