/** One field of a form, by its type; it writes straight into the draft. */
import type { Place } from "../../../api/plan-words";
import { t, type Key } from "../../../i18n/catalogue";
import { board } from "../../../live/live";
import { plainName, tongueName } from "../../../parts/words";
import { doc, edit } from "../draft";
import { freeKeys, put, remove, set } from "../edits";
import type { FieldSpec } from "../kinds";
import { Choice, Labelled, NumberInput, TextInput, Tick, type Option } from "./controls";
import { KeyRows } from "./keys";
import { PromptChoice } from "./prompt";
import { TargetChoice } from "./target";

interface Props {
  spec: FieldSpec;
  holder: Record<string, unknown>;
  /** The place of the holder. */
  place: Place;
  /** The target to which a step that is made here goes on. */
  back: string;
}

export const fieldLabel = (name: string): string => t(`field.${name}` as Key);

export function Field({ spec, holder, place, back }: Props) {
  const own = [...place, spec.name];
  const value = holder[spec.name];
  const text = value === null || value === undefined ? "" : String(value);
  const label = fieldLabel(spec.name);
  const optional = spec.optional ?? false;
  const save = (wanted: unknown) => void edit(put(own, wanted));
  switch (spec.type) {
    case "keys":
      return <KeyRows place={own} keys={(value ?? {}) as Record<string, string>} back={back} />;
    case "tongues":
      return <Tongues place={own} keys={(value ?? {}) as Record<string, string>} />;
    case "switch":
      return (
        <Tick checked={value === true} label={label} onChange={(on) => void edit(set(own, on))} />
      );
  }
  return (
    <Labelled label={label} wide={spec.wide ?? spec.type === "prompt"}>
      {(id) => {
        switch (spec.type) {
          case "prompt":
            return <PromptChoice id={id} place={own} value={text} optional={optional} />;
          case "target":
            return (
              <TargetChoice id={id} place={own} value={text} optional={optional} back={back} />
            );
          case "number":
            return (
              <NumberInput
                id={id}
                value={Number(value ?? 0)}
                least={spec.least}
                most={spec.most}
                onChange={(wanted) => void edit(set(own, wanted))}
              />
            );
          case "text":
            return <TextInput id={id} value={text} onChange={save} />;
          case "levels":
            return <Levels id={id} value={(value ?? {}) as Record<string, number>} place={own} />;
          default:
            return <Choice id={id} value={text} options={optionsOf(spec)} onChange={save} />;
        }
      }}
    </Labelled>
  );
}

function optionsOf(spec: FieldSpec): Option[] {
  const none = spec.optional ? [{ value: "", label: t("plan.none") }] : [];
  return [...none, ...named(spec)];
}

function named(spec: FieldSpec): Option[] {
  const plan = doc.value;
  switch (spec.type) {
    case "queue":
      return (plan?.queues ?? []).map((queue) => ({ value: queue.queue, label: queue.name }));
    case "calendar":
      return Object.keys(plan?.hours ?? {}).map((name) => ({
        value: name,
        label: plainName(name),
      }));
    case "outside":
      return (plan?.outside ?? []).map((number) => ({ value: number, label: number }));
    case "operator":
      return board.operators.value.map((card) => ({ value: card.operator, label: card.name }));
    default:
      return [];
  }
}

/** Skills with their least levels, as `greek 5, refunds 3`. */
export function readLevels(text: string): Record<string, number> | null {
  const levels: Record<string, number> = {};
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const found = /^\s*([a-z0-9][a-z0-9_-]*)\s+(\d{1,2})\s*$/.exec(part);
    const level = Number(found?.[2]);
    if (!found?.[1] || level < 1 || level > 10) return null;
    levels[found[1]] = level;
  }
  return levels;
}

function Levels(props: { id: string; value: Record<string, number>; place: Place }) {
  const text = Object.entries(props.value)
    .map(([skill, level]) => `${skill} ${level}`)
    .join(", ");
  return (
    <TextInput
      id={props.id}
      value={text}
      placeholder={t("plan.levels_hint")}
      wrong={(value) => (readLevels(value) ? "" : t("plan.levels_wrong"))}
      onChange={(value) => void edit(set(props.place, readLevels(value) ?? {}))}
    />
  );
}

/** Which key chooses which language. */
function Tongues({ place, keys }: { place: Place; keys: Record<string, string> }) {
  const languages = doc.value?.languages ?? [];
  const options = languages.map((tag) => ({ value: tag, label: tongueName(tag) }));
  const free = freeKeys(keys)[0];
  const missing = languages.find((tag) => !Object.values(keys).includes(tag));
  return (
    <fieldset class="keys">
      <legend>{t("field.keys")}</legend>
      {Object.entries(keys).map(([key, tag]) => (
        <div class="key-row" key={key}>
          <kbd>{key}</kbd>
          <Choice
            label={t("plan.key_leads", { key })}
            value={tag}
            options={options}
            onChange={(value) => void edit(set([...place, key], value))}
          />
          <button type="button" class="bare" onClick={() => void edit(remove([...place, key]))}>
            {t("plan.remove")}
          </button>
        </div>
      ))}
      {free && missing ? (
        <button
          type="button"
          class="button"
          onClick={() => void edit(set([...place, free], missing))}
        >
          {t("plan.add_key")}
        </button>
      ) : null}
    </fieldset>
  );
}
