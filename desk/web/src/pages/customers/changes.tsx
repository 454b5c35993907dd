/** What somebody else changed while this form was open, and the choice where both did. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/catalogue";
import { operatorName } from "../../parts/words";
import type { Told } from "./draft";
import type { Writing } from "./kept";
import { labelOf, shownValue } from "./names";

interface Props {
  writing: Writing;
  /** Put a value into the form. */
  onTake: (key: string, value: string) => void;
}

export function Changes({ writing, onTake }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { told, who } = writing;
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), [told]);
  return (
    <div class="cust-changes" ref={box} role="alert">
      <p>{t("cards.changed_meanwhile", { name: operatorName(who) })}</p>
      <ul>
        {told.map((one) => (
          <li key={one.key}>
            <strong>{labelOf(one.key)}</strong>
            <span class="cust-was">
              <del>
                <bdi dir="auto">{shownValue(one.key, one.before)}</bdi>
              </del>
              <span aria-hidden="true"> → </span>
              <ins>
                <bdi dir="auto">{shownValue(one.key, one.theirs)}</bdi>
              </ins>
            </span>
            {one.mine === null ? null : <Both one={one} writing={writing} onTake={onTake} />}
          </li>
        ))}
      </ul>
      <p class="muted">{t("cards.changed_hint")}</p>
    </div>
  );
}

function Both({ one, writing, onTake }: Props & { one: Told }) {
  const now = writing.draft.said[one.key] ?? "";
  const mine = one.mine ?? "";
  const way = (value: string, word: string) => (
    <button
      type="button"
      class="button"
      aria-pressed={now === value}
      onClick={() => onTake(one.key, value)}
    >
      {word}
    </button>
  );
  return (
    <span class="cust-both">
      <span class="cust-mine">
        {t("cards.mine")} <bdi dir="auto">{shownValue(one.key, mine)}</bdi>
      </span>
      {way(mine, t("cards.keep_mine"))}
      {way(one.theirs, t("cards.take_theirs"))}
    </span>
  );
}
