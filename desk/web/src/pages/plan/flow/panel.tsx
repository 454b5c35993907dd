/** The form of one box: a step, a queue or a number. */
import type { ComponentChildren } from "preact";
import type { Finding, NodeDoc, NumberDoc, Place } from "../../../api/plan-words";
import { t } from "../../../i18n/catalogue";
import { Icon } from "../icon";
import { doc, edit, findings, picture } from "../draft";
import { remove, set, slugOf, targetsOf } from "../edits";
import { Labelled, TextInput } from "../forms/controls";
import { Field } from "../forms/field";
import { TargetChoice } from "../forms/target";
import {
  familyOf,
  fields,
  iconOf,
  isKind,
  numberFields,
  type FieldSpec,
  type Kind,
} from "../kinds";
import { boxTitle } from "../names";
import { show } from "../place";
import { QueueForm } from "../queues/form";
import { callersAt, kindWords } from "./box";

export function Panel({ id }: { id: string }) {
  const node = picture.value.nodes.find((known) => known.id === id);
  const plan = doc.value;
  if (!node || !plan) return null;
  const [room, name = ""] = id.split("/");
  const step = plan.flow[name];
  const at = plan.numbers.findIndex((known) => known.number === name);
  const number = plan.numbers[at];
  const found = node.findings.map((n) => findings.value[n]).filter((each) => each !== undefined);
  const here = callersAt(id);
  return (
    <div class="form">
      <header class={`form-head ${familyOf(node.kind)}`}>
        <span class="kind-disc">
          <Icon name={iconOf(node.kind)} />
        </span>
        <div>
          <h2>{node.kind === "end" ? t("kind.end") : boxTitle(id)}</h2>
          <p class="muted">
            {node.kind === "end" ? t("plan.end_hint") : kindWords(node.kind)}
            {here > 0 ? <span class="here"> · {t("plan.callers_here", { n: here })}</span> : null}
          </p>
        </div>
      </header>
      <Findings found={found} />
      {room === "flow" && step ? <StepForm name={name} step={step} /> : null}
      {room === "queue" ? <QueueForm queue={name} /> : null}
      {room === "number" && number ? <NumberForm number={number} at={at} /> : null}
    </div>
  );
}

export function Findings({ found }: { found: readonly Finding[] }) {
  if (found.length === 0) return null;
  return (
    <ul class="findings">
      {found.map((each) => (
        <li key={`${each.place.join(".")} ${each.message}`} class={each.severity}>
          <Icon name={each.severity === "error" ? "missed" : "warn"} />
          <bdi>{each.message}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** Fields that matter first, the seldom ones behind "More". */
export function Fields(props: {
  specs: readonly FieldSpec[];
  holder: Record<string, unknown>;
  place: Place;
  back: string;
  children?: ComponentChildren;
}) {
  const draw = (spec: FieldSpec) => (
    <Field
      key={spec.name}
      spec={spec}
      holder={props.holder}
      place={props.place}
      back={props.back}
    />
  );
  const rest = props.specs.filter((spec) => spec.more);
  return (
    <div class="fields">
      {props.specs.filter((spec) => !spec.more).map(draw)}
      {props.children}
      {rest.length > 0 ? (
        <details class="more">
          <summary>{t("plan.more")}</summary>
          <div class="fields">{rest.map(draw)}</div>
        </details>
      ) : null}
    </div>
  );
}

function StepForm({ name, step }: { name: string; step: NodeDoc }) {
  const kind = isKind(step.kind) ? (step.kind as Kind) : null;
  const used = picture.value.edges.some((edge) => edge.target === `flow/${name}`);
  const rename = (wanted: string) => {
    const others = targetsOf(doc.value).filter((known) => known !== name);
    const slug = slugOf(wanted, others);
    if (slug === name) return;
    void edit({ op: "rename", place: ["flow", name], name: slug }).then(
      (done) => done && show("flow", `flow/${slug}`),
    );
  };
  return (
    <>
      {kind ? (
        <Fields specs={fields[kind]} holder={step} place={["flow", name]} back={name} />
      ) : null}
      <footer class="form-foot">
        <Labelled label={t("plan.step_name")}>
          {(id) => (
            <TextInput id={id} value={boxTitle(`flow/${name}`)} maxLength={40} onChange={rename} />
          )}
        </Labelled>
        <button
          type="button"
          class="button quiet"
          disabled={used}
          title={used ? t("plan.remove_used") : undefined}
          onClick={() => void edit(remove(["flow", name])).then((done) => done && show("flow"))}
        >
          {t("plan.remove_step")}
        </button>
        {used ? <p class="field-hint">{t("plan.remove_used")}</p> : null}
      </footer>
    </>
  );
}

function NumberForm({ number, at }: { number: NumberDoc; at: number }) {
  const leads = number.start ?? number.queue ?? "";
  const plan = doc.value;
  // A number has either a start or a queue; which one follows from where it leads.
  const lead = (target: string) => {
    const isStep = plan !== null && target in plan.flow;
    const other = isStep ? "queue" : "start";
    const drop = number[other] ? [remove(["numbers", at, other])] : [];
    void edit(...drop, set(["numbers", at, isStep ? "start" : "queue"], target));
  };
  return (
    <Fields specs={numberFields} holder={number} place={["numbers", at]} back={leads}>
      <LeadChoice value={leads} onChange={lead} />
    </Fields>
  );
}

function LeadChoice({ value, onChange }: { value: string; onChange: (target: string) => void }) {
  return (
    <div class="field wide-field first-field">
      <label for="leads-to">{t("field.start")}</label>
      <TargetChoice id="leads-to" place={[]} value={value} back={value} onChoose={onChange} />
    </div>
  );
}
