/** The third party of a call: a colleague or a number that is asked, and what to do then. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getTargets } from "../../api/calls";
import type { CallCard, PartyCard } from "../../api/words";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";
import { Elapsed, operatorName } from "../../parts/words";
import { ActButton } from "./act-button";
import { part } from "./here";

/** Names of colleagues, whose cards an operator's board does not have. */
export const names = signal<Readonly<Record<string, string>>>({});

export const colleague = (operator: string): string =>
  names.value[operator] ?? operatorName(operator);

/** Learn the names once somebody is spoken of who is not known yet. */
export function useNames(wanted: string | null | undefined): void {
  useEffect(() => {
    if (!wanted || names.value[wanted]) return;
    getTargets().then(
      ({ operators }) => learn(operators),
      () => undefined, // the sign-in name stands there meanwhile
    );
  }, [wanted]);
}

export function learn(operators: readonly { operator: string; name: string }[]): void {
  const known = Object.fromEntries(operators.map((each) => [each.operator, each.name]));
  names.value = { ...names.value, ...known };
}

export function Consult({ call }: { call: CallCard }) {
  const third = call.party ?? null;
  useNames(part.value === "mine" ? (third?.operator ?? call.given_by) : call.operator);
  if (part.value !== "mine" && third) {
    const asking = colleague(call.operator ?? "");
    const key = third.state === "conference" ? "consult.with_both" : "consult.asks_you";
    return <p class="told blue">{t(key, { name: asking })}</p>;
  }
  return third ? <Bar third={third} /> : null;
}

function Bar({ third }: { third: PartyCard }) {
  const name = third.operator ? colleague(third.operator) : third.number;
  return (
    <div class="consult" role="group" aria-label={t("consult.title")}>
      <p class="consult-who" aria-live="polite">
        <Icon name="user" />
        <bdi class="clip" dir="auto">
          {name}
        </bdi>
        <span>{t(`consult.${third.state}`)}</span>
        <Elapsed since={third.since} />
      </p>
      <div class="consult-deeds">
        <ActButton of="complete" icon="give" look="primary" />
        {third.state === "conference" ? null : <ActButton of="conference" icon="user" stays />}
        <ActButton of="back" icon="back" />
      </div>
    </div>
  );
}
