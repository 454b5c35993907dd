/** Giving the call to a colleague, a queue or a number: type, Enter; at once or asking first. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  getTargets,
  transferCall,
  type Target,
  type TargetOperator,
  type Targets,
} from "../../api/calls";
import { useLoad } from "../../app/load";
import { sentence } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { operatorFace } from "../../parts/states";
import { State } from "../../parts/words";
import { learn } from "./consult";
import { call, card } from "./here";
import { OptionList, type Option } from "./option-list";
import { fits, isNumber } from "./seek";
import { Sheet, closeSheet } from "./sheet";

const AGAIN_MS = 4_000;

interface Choice extends Option {
  target: Target;
  may: boolean;
  /** A queue cannot be asked first. */
  asks: boolean;
}

export function Transfer() {
  const loaded = useLoad("targets", getTargets);
  const typed = useSignal("");
  const marked = useSignal<string | null>(null);
  const trouble = useSignal("");
  const busy = useSignal(false);
  useEffect(() => {
    const timer = setInterval(loaded.again, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (loaded.data) learn(loaded.data.operators);
  }, [loaded.data]);
  // The call may end, or be given away, while somebody still chooses.
  const gone = call.value?.state !== "talking";
  useEffect(() => void (gone && closeSheet()), [gone]);

  const choices = loaded.data ? choicesOf(loaded.data, typed.value) : [];
  const choice = choices.find((each) => each.id === marked.value);
  const give = async (wanted: Choice | undefined, consult: boolean) => {
    const id = call.peek()?.call;
    if (!id || !wanted || busy.value) return;
    if (!wanted.may) return void (trouble.value = t("transfer.may_not"));
    busy.value = true;
    trouble.value = "";
    try {
      await transferCall(id, wanted.target, consult && wanted.asks);
      closeSheet();
    } catch (error) {
      trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };

  return (
    <Sheet title={t("act.transfer")} class="transfer">
      <OptionList
        label={t("transfer.search")}
        options={choices}
        typed={typed.value}
        onType={(text) => (typed.value = text)}
        onMark={(id) => (marked.value = id)}
        onChoose={(id, event) => {
          if (event.type !== "keydown") return;
          void give(
            choices.find((each) => each.id === id),
            !event.ctrlKey,
          );
        }}
        empty={loaded.data ? t("transfer.nobody") : loaded.trouble}
      />
      <p class="red-text" role="status">
        {trouble.value}
      </p>
      <div class="sheet-deeds">
        <button
          type="button"
          class="button primary"
          disabled={!choice?.asks || !choice.may || busy.value}
          onClick={() => void give(choice, true)}
        >
          {t("transfer.ask_first")}
          {choice?.asks === false ? null : <kbd aria-hidden="true">↵</kbd>}
        </button>
        <button
          type="button"
          class="button"
          disabled={!choice?.may || busy.value}
          onClick={() => void give(choice, false)}
        >
          {t("transfer.now")}
          <kbd aria-hidden="true">{choice?.asks === false ? "↵" : "Ctrl ↵"}</kbd>
        </button>
      </div>
    </Sheet>
  );
}

const rank = (each: TargetOperator): number =>
  each.may_take ? (each.availability === "ready" ? 0 : 1) : 2;

/** Who can take it now comes first; what is typed may be a number as it stands. */
function choicesOf({ operators, queues, numbers }: Targets, typed: string): Choice[] {
  const found: Choice[] = [];
  const others = operators.filter(({ operator }) => operator !== card.peek()?.operator);
  for (const each of others.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))) {
    if (fits(typed, each.name, each.extension, each.operator)) found.push(ofOperator(each));
  }
  for (const each of queues) {
    if (!fits(typed, each.name, each.queue)) continue;
    found.push({
      id: `queue-${each.queue}`,
      group: t("operator.queues_all"),
      target: { queue: each.queue },
      may: true,
      asks: false,
      line: (
        <>
          <bdi class="clip grow">{each.name}</bdi>
          <span class="muted figures">{t("queue.waiting", { n: each.waiting })}</span>
          <span class="muted figures">{t("queue.ready", { n: each.operators_ready })}</span>
        </>
      ),
    });
  }
  const listed = numbers.filter((each) => fits(typed, each.name, each.number));
  const free = isNumber(typed) ? [{ number: typed.trim(), name: t("transfer.this_number") }] : [];
  for (const each of [...listed, ...free]) found.push(ofNumber(each.number, each.name));
  return found;
}

const ofOperator = (each: TargetOperator): Choice => ({
  id: `operator-${each.operator}`,
  group: t("transfer.colleagues"),
  target: { operator: each.operator },
  may: each.may_take,
  asks: true,
  line: (
    <>
      <bdi class={`clip grow ${each.may_take ? "" : "muted"}`} dir="auto">
        {each.name}
      </bdi>
      <span class="muted figures">{each.extension}</span>
      {each.phone === "unreachable" ? (
        <State face="offline" word={t("phone.unreachable")} />
      ) : (
        <State face={operatorFace(each)} />
      )}
    </>
  ),
});

const ofNumber = (number: string, name: string): Choice => ({
  id: `number-${number.replaceAll(/\W/g, "")}-${name.length}`,
  group: t("transfer.numbers"),
  target: { number },
  may: true,
  asks: true,
  line: (
    <>
      <bdi class="clip grow" dir="auto">
        {name || number}
      </bdi>
      {name && name !== number ? <bdi class="muted figures">{number}</bdi> : null}
    </>
  ),
});
