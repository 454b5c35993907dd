/** What became of a call: icon, word and colour. */
import type { CallRow, Outcome } from "../api/words";
import { t } from "../i18n/catalogue";
import { Icon, type IconName } from "./icon";

const looks: Record<Outcome, readonly [IconName, string]> = {
  answered: ["check", "ready"],
  abandoned: ["missed", "missed"],
  voicemail: ["message", "hold"],
  callback: ["callback", "hold"],
  transferred: ["out", "ready"],
  informed: ["ivr", "offline"],
  interrupted: ["close", "missed"],
  refused: ["close", "offline"],
  unreached: ["missed", "offline"],
};

type Told = Pick<CallRow, "outcome"> & Partial<Pick<CallRow, "end_reason">>;

export function OutcomeMark({ row }: { row: Told }) {
  if (row.outcome === null) {
    return (
      <span class="state talking outcome">
        <Icon name="talking" />
        <span class="clip">{t("outcome.living")}</span>
      </span>
    );
  }
  const [icon, colour] = looks[row.outcome] ?? ["help", "offline"];
  const why = row.end_reason ? t(`end.${row.end_reason}`) : undefined;
  return (
    <span class={`state ${colour} outcome`} title={why}>
      <Icon name={icon} />
      <span class="clip">{t(`outcome.${row.outcome}`)}</span>
    </span>
  );
}
