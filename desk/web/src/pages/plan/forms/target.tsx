/** Where a way leads: a step, a queue, or a step that is made on the spot. */
import type { Place } from "../../../api/plan-words";
import { t } from "../../../i18n/catalogue";
import { add } from "../add/adding";
import { doc, edit } from "../draft";
import { put } from "../edits";
import { targetName } from "../names";
import { Choice, type Option } from "./controls";

const NEW = "+";

const byLabel = (a: Option, b: Option): number => a.label.localeCompare(b.label);

export function targetGroups(): { label: string; options: Option[] }[] {
  const steps = Object.keys(doc.value?.flow ?? {}).map((name) => ({
    value: name,
    label: targetName(name),
  }));
  const queues = (doc.value?.queues ?? []).map((queue) => ({
    value: queue.queue,
    label: queue.name,
  }));
  return [
    { label: t("plan.queues"), options: queues.sort(byLabel) },
    { label: t("plan.steps"), options: steps.sort(byLabel) },
  ];
}

export function TargetChoice(props: {
  id?: string;
  label?: string;
  place: Place;
  value: string;
  optional?: boolean;
  /** Where a new step goes on to. */
  back: string;
  /** What to do with a chosen target, where more than one place changes. */
  onChoose?: (target: string) => void;
}) {
  const { onChoose } = props;
  const first = props.optional ? [{ value: "", label: t("plan.nowhere") }] : [];
  const made = { label: t("plan.new"), options: [{ value: NEW, label: t("plan.new_step") }] };
  return (
    <Choice
      {...(props.id ? { id: props.id } : {})}
      {...(props.label ? { label: props.label } : {})}
      value={props.value}
      options={first}
      groups={onChoose ? targetGroups() : [...targetGroups(), made]}
      onChange={(value) => {
        if (onChoose) onChoose(value);
        else if (value === NEW) add({ what: "step", place: props.place, back: props.back });
        else void edit(put(props.place, value));
      }}
    />
  );
}
