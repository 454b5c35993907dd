/** Two cards made one: the other one is looked up, then each value that differs is chosen. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Customer } from "../../api/customers";
import { listCards, mergeCards, type Whose } from "../../api/customers-page";
import { useLoad } from "../../app/load";
import { t } from "../../i18n/catalogue";
import { keepOf, linesOf, resultOf, turned, type Choices, type Line } from "./joining";
import { labelOf, planFields, shownValue, titleOf } from "./names";
import { Sheet } from "./sheet";

const PAUSE_MS = 150;

interface Props {
  card: Customer;
  onDone: (whole: Customer) => void;
  onClose: () => void;
}

export function MergeSheet({ card, onDone, onClose }: Props) {
  const other = useSignal<Customer | null>(null);
  const turn = useSignal(false);
  const choices = useSignal<Choices>({});
  const second = other.value;
  if (!second) {
    return (
      <Sheet key="find" title={t("cards.merge_title", { name: titleOf(card) })} onClose={onClose}>
        <p>{t("cards.merge_find")}</p>
        <Find without={card.id} onChoose={(found) => (other.value = found)} />
      </Sheet>
    );
  }
  const [into, from] = turn.value ? [second, card] : [card, second];
  const lines = linesOf(
    into,
    from,
    planFields().map((field) => field.name),
  );
  return (
    <Sheet
      key="choose"
      wide
      title={t("cards.merge_title", { name: titleOf(card) })}
      action={t("cards.merge_act")}
      act={async () => onDone(await mergeCards(from.id, into.id, keepOf(lines, choices.value)))}
      onClose={onClose}
    >
      <Stays
        cards={[card, second]}
        into={into}
        onTurn={() => {
          turn.value = !turn.value;
          choices.value = turned(choices.value);
        }}
      />
      <table class="cust-compare">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">{t("cards.value")}</span>
            </th>
            <th scope="col">{t("cards.merge_into")}</th>
            <th scope="col">{t("cards.merge_from")}</th>
            <th scope="col">{t("cards.merge_result")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row
              key={line.key}
              line={line}
              choice={choices.value[line.key]}
              onChoose={(whose) => (choices.value = chosen(choices.value, line.key, whose))}
            />
          ))}
          <NumbersRow into={into} from={from} />
        </tbody>
      </table>
      <p class="muted">{t("cards.merge_undo")}</p>
    </Sheet>
  );
}

function chosen(before: Choices, key: string, whose: Whose | null): Choices {
  const { [key]: _, ...rest } = before;
  return whose ? { ...rest, [key]: whose } : rest;
}

function Find(props: { without: string; onChoose: (card: Customer) => void }) {
  const typed = useSignal("");
  const asked = useSignal("");
  useEffect(() => {
    const timer = setTimeout(() => (asked.value = typed.value.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  const hits = useLoad(asked.value || null, () => listCards(asked.value));
  const rows = (hits.data?.customers ?? []).filter((card) => card.id !== props.without).slice(0, 8);
  return (
    <div class="cust-find" aria-busy={hits.busy}>
      <input
        type="search"
        autocomplete="off"
        maxLength={100}
        aria-label={t("cards.search")}
        placeholder={t("cards.search_hint")}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (rows[0] && asked.value === typed.value.trim()) props.onChoose(rows[0]);
        }}
      />
      {hits.trouble ? <p class="red-text">{hits.trouble}</p> : null}
      <ul>
        {rows.map((card) => (
          <li key={card.id}>
            <button type="button" onClick={() => props.onChoose(card)}>
              <bdi class="clip" dir="auto">
                {titleOf(card)}
              </bdi>
              <span class="muted clip">
                <bdi>{card.name ? card.company : ""}</bdi> <bdi>{card.numbers[0]?.shown}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {hits.data && rows.length === 0 ? <p class="muted">{t("cards.none_fit")}</p> : null}
    </div>
  );
}

function Stays(props: { cards: readonly Customer[]; into: Customer; onTurn: () => void }) {
  return (
    <fieldset class="cust-stays">
      <legend>{t("cards.merge_stays")}</legend>
      {props.cards.map((card) => (
        <label key={card.id}>
          <input
            type="radio"
            name="stays"
            checked={card.id === props.into.id}
            onChange={props.onTurn}
          />
          <bdi class="clip" dir="auto">
            {titleOf(card)}
          </bdi>
          <span class="muted figures clip">{card.numbers[0]?.shown}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface RowProps {
  line: Line;
  choice: Whose | undefined;
  /** `null`: neither; the usual way. */
  onChoose: (whose: Whose | null) => void;
}

function Row({ line, choice, onChoose }: RowProps) {
  const result = resultOf(line, choice);
  const joins = line.key === "notes" && line.open && line.into !== "" && line.from !== "";
  const taken = choice ?? (line.into !== "" ? "into" : "from");
  const cell = (whose: Whose) => {
    const words = shownValue(line.key, line[whose]);
    if (!line.open) return <bdi dir="auto">{words}</bdi>;
    return (
      <label>
        <input
          type="radio"
          name={`keep ${line.key}`}
          checked={joins ? choice === whose : taken === whose}
          onChange={() => onChoose(whose)}
        />
        <bdi dir="auto">{words}</bdi>
      </label>
    );
  };
  return (
    <tr>
      <th scope="row">
        <bdi>{labelOf(line.key)}</bdi>
        {joins ? (
          <label>
            <input
              type="radio"
              name={`keep ${line.key}`}
              checked={choice === undefined}
              onChange={() => onChoose(null)}
            />
            {t("cards.merge_both")}
          </label>
        ) : null}
      </th>
      <td>{cell("into")}</td>
      <td>{cell("from")}</td>
      <td class="cust-result">
        <bdi dir="auto">{shownValue(line.key, result)}</bdi>
      </td>
    </tr>
  );
}

function NumbersRow({ into, from }: { into: Customer; from: Customer }) {
  const listed = (...cards: readonly Customer[]) => (
    <span class="figures">
      {cards.flatMap((card) => card.numbers.map((each) => each.shown)).join("\n") || "–"}
    </span>
  );
  return (
    <tr>
      <th scope="row">{t("cards.numbers")}</th>
      <td>{listed(into)}</td>
      <td>{listed(from)}</td>
      <td class="cust-result">{listed(into, from)}</td>
    </tr>
  );
}
