/** Everything about one queue: who serves it, how callers wait, when they go elsewhere. */
import type { Edit, Place, QueueDoc } from "../../../api/plan-words";
import { t, type Key } from "../../../i18n/catalogue";
import { board } from "../../../live/live";
import { Icon } from "../icon";
import { plainName } from "../../../parts/words";
import { doc, edit, picture } from "../draft";
import { insert, put, queuePlace, remove, served, serves, set } from "../edits";
import { Choice, Labelled, NumberInput, Tick } from "../forms/controls";
import { KeyRows } from "../forms/keys";
import { TargetChoice } from "../forms/target";
import { Field } from "../forms/field";
import { Fields } from "../flow/panel";
import { announceFields, queueFields } from "../kinds";
import { show } from "../place";

interface Part {
  queue: QueueDoc;
  waiting: Record<string, unknown>;
  /** The place of `waiting`. */
  place: Place;
  back: string;
}

export function QueueForm({ queue: name }: { queue: string }) {
  const plan = doc.value;
  const at = plan ? queuePlace(plan, name) : null;
  const queue = plan?.queues.find((known) => known.queue === name);
  if (!at || !queue) return null;
  const waiting = queue.waiting ?? {};
  const part = { queue, waiting, place: [...at, "waiting"], back: name };
  return (
    <>
      <Fields specs={queueFields} holder={queue} place={at} back={name}>
        <Objective value={Number(queue["objective"] ?? 0.8)} place={[...at, "objective"]} />
        <Servers queue={queue} place={[...at, "operators"]} />
        <Hours {...part} />
      </Fields>
      <Announcements {...part} />
      <KeyRows
        place={[...part.place, "keys"]}
        keys={(waiting["keys"] ?? {}) as Record<string, string>}
        back={name}
        holder={`queue/${name}`}
      />
      <Overflow {...part} />
      <Removal queue={name} place={at} />
    </>
  );
}

/** A queue may go when nobody is led to it, and another one is left. */
function Removal({ queue, place }: { queue: string; place: Place }) {
  const steps = Object.values(doc.value?.flow ?? {});
  const used =
    picture.value.edges.some((edge) => edge.target === `queue/${queue}`) ||
    steps.some((step) => step["queue"] === queue);
  return (
    <footer class="form-foot">
      <button
        type="button"
        class="button quiet"
        disabled={used || doc.value?.queues.length === 1}
        onClick={() => void edit(remove(place)).then((done) => done && show("queues"))}
      >
        {t("plan.remove_queue")}
      </button>
      {used ? <p class="field-hint">{t("plan.remove_used")}</p> : null}
    </footer>
  );
}

function Objective({ value, place }: { value: number; place: Place }) {
  return (
    <Labelled label={t("field.objective")}>
      {(id) => (
        <NumberInput
          id={id}
          value={Math.round(value * 100)}
          least={1}
          most={100}
          onChange={(percent) => void edit(set(place, percent / 100))}
        />
      )}
    </Labelled>
  );
}

function Servers({ queue, place }: { queue: QueueDoc; place: Place }) {
  const cards = board.operators.value;
  const everybody = cards.map((card) => card.operator);
  const all = queue.operators === "all";
  return (
    <fieldset class="who wide-field">
      <legend>{t("field.operators")}</legend>
      <Tick
        checked={all}
        label={t("plan.everybody")}
        onChange={(on) => void edit(set(place, on ? "all" : everybody))}
      />
      {all
        ? null
        : cards.map((card) => (
            <Tick
              key={card.operator}
              checked={serves(queue, card.operator)}
              label={card.name}
              onChange={(on) => void edit(set(place, served(queue, card.operator, on, everybody)))}
            />
          ))}
    </fieldset>
  );
}

/** Where callers go who cannot be served: to leave a message, if the plan takes any. */
function usualEnd(): string | undefined {
  const steps = Object.entries(doc.value?.flow ?? {});
  const [name] = steps.find(([, step]) => step.kind === "message") ?? steps.at(-1) ?? [];
  return name;
}

/** Hours and where callers go outside of them belong together. */
function Hours({ waiting, place, back }: Part) {
  const calendar = String(waiting["hours"] ?? "");
  const closed = String(waiting["closed"] ?? "");
  const choose = (name: string) => {
    const usual = usualEnd();
    const gone: Edit[] = ["hours", "closed", "at_closing"]
      .filter((field) => waiting[field])
      .map((field) => remove([...place, field]));
    if (!name) void edit(...gone);
    else if (closed || usual) {
      void edit(set([...place, "hours"], name), set([...place, "closed"], closed || usual));
    }
  };
  return (
    <>
      <Labelled label={t("field.hours")}>
        {(id) => (
          <Choice
            id={id}
            value={calendar}
            options={[
              { value: "", label: t("plan.always") },
              ...Object.keys(doc.value?.hours ?? {}).map((name) => ({
                value: name,
                label: plainName(name),
              })),
            ]}
            onChange={choose}
          />
        )}
      </Labelled>
      {calendar ? (
        <Labelled label={t("field.closed")}>
          {(id) => <TargetChoice id={id} place={[...place, "closed"]} value={closed} back={back} />}
        </Labelled>
      ) : null}
    </>
  );
}

function Announcements({ waiting, place, back }: Part) {
  const announce = waiting["announce"] as Record<string, unknown> | null | undefined;
  const own = [...place, "announce"];
  return (
    <fieldset class="keys">
      <legend>{t("field.announce")}</legend>
      <Tick
        checked={Boolean(announce)}
        label={t("plan.announce_on")}
        onChange={(on) => void edit(on ? set(own, { place: true, wait: true }) : put(own, null))}
      />
      {announce ? (
        <div class="fields">
          {announceFields.map((spec) => (
            <Field
              key={spec.name}
              spec={spec}
              holder={{ first_s: 10, every_s: 45, ...announce }}
              place={own}
              back={back}
            />
          ))}
        </div>
      ) : null}
    </fieldset>
  );
}

const whens = ["too_long", "too_many", "ratio", "nobody"] as const;
type When = (typeof whens)[number];
const measure: Record<When, readonly [string, number] | null> = {
  too_long: ["after_s", 300],
  too_many: ["waiting", 5],
  ratio: ["ratio", 3],
  nobody: null,
};

/** When a waiting call goes elsewhere. Changing the kind changes its measure with it. */
function Overflow({ waiting, place, back }: Part) {
  const rules = (waiting["overflow"] ?? []) as Record<string, unknown>[];
  const own = [...place, "overflow"];
  const rule = (when: When, to: unknown) => {
    const [name, usual] = measure[when] ?? [];
    return { when, ...(name ? { [name]: usual } : {}), to };
  };
  const elsewhere = usualEnd() ?? doc.value?.queues.find((known) => known.queue !== back)?.queue;
  const fresh = whens.find((when) => rules.every((each) => each["when"] !== when)) ?? "too_long";
  return (
    <fieldset class="keys">
      <legend>{t("field.overflow")}</legend>
      {rules.map((each, n) => {
        const when = whens.find((known) => known === each["when"]) ?? "too_long";
        const name = measure[when]?.[0];
        return (
          <div class="overflow-row" key={`${n}/${when}`}>
            <Choice
              label={t("field.overflow")}
              value={when}
              options={whens.map((known) => ({
                value: known,
                label: t(`overflow.${known}` as Key),
              }))}
              onChange={(wanted) => void edit(set([...own, n], rule(wanted as When, each["to"])))}
            />
            {name ? (
              <NumberInput
                id={`over-${back}-${n}`}
                value={Number(each[name] ?? 0)}
                least={0.1}
                onChange={(value) => void edit(set([...own, n, name], value))}
              />
            ) : (
              <span />
            )}
            {name ? (
              <label class="unseen" for={`over-${back}-${n}`}>
                {t(`overflow.${when}` as Key)}
              </label>
            ) : null}
            <TargetChoice
              label={t("plan.goes_to")}
              place={[...own, n, "to"]}
              value={String(each["to"] ?? "")}
              back={back}
            />
            <button
              type="button"
              class="bare"
              aria-label={`${t("plan.remove")}: ${t(`overflow.${when}` as Key)}`}
              onClick={() => void edit(remove([...own, n]))}
            >
              <Icon name="close" />
            </button>
          </div>
        );
      })}
      {elsewhere ? (
        <button
          type="button"
          class="button add-key"
          onClick={() => void edit(insert([...own, rules.length], rule(fresh, elsewhere)))}
        >
          <Icon name="add" />
          {t("plan.add_overflow")}
        </button>
      ) : null}
    </fieldset>
  );
}
