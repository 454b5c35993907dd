/** The filters above the list. Each change is an address of its own, so Back undoes it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { endReasons, outcomes, type EndReason, type Outcome } from "../../api/words";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { dayAfter } from "../../i18n/format";
import { board } from "../../live/live";
import { Icon } from "../../parts/icon";
import { isNarrowed, type Filters } from "./filters";
import { moveRow } from "./moves";

const TYPING_MS = 300;

interface Props {
  filters: Filters;
  today: string;
  change: (wanted: Partial<Filters>) => void;
}

export function FilterBar({ filters, today, change }: Props) {
  const queues = (plan.value?.queues ?? []).map((known) => [known.queue, known.name] as const);
  const operators = board.operators.value.map((card) => [card.operator, card.name] as const);
  return (
    <search class="filters" aria-label={t("filter.title")}>
      <DayPicker filters={filters} today={today} change={change} />
      <Choice
        name={t("filter.queue")}
        value={filters.queue}
        all={t("filter.all_queues")}
        options={queues}
        onChange={(queue) => change({ queue })}
      />
      <Choice
        name={t("filter.operator")}
        value={filters.operator}
        all={t("filter.all_operators")}
        options={operators}
        onChange={(operator) => change({ operator })}
      />
      <OutcomeChoice filters={filters} change={change} />
      <SearchBox value={filters.search} onChange={(search) => change({ search })} />
      <label class="tick">
        <input
          type="checkbox"
          checked={filters.recorded}
          onChange={(event) => change({ recorded: event.currentTarget.checked })}
        />
        {t("filter.recorded")}
      </label>
      {isNarrowed(filters) ? (
        <Clear
          onClick={() =>
            change({ queue: "", operator: "", outcome: "", end: "", search: "", recorded: false })
          }
        >
          {t("filter.clear")}
        </Clear>
      ) : null}
    </search>
  );
}

/** What became of the call, or more exactly how it ended: one of the two, in one list. */
function OutcomeChoice({ filters, change }: Pick<Props, "filters" | "change">) {
  const value = filters.end ? `end:${filters.end}` : filters.outcome;
  const choose = (chosen: string) => {
    const end = chosen.startsWith("end:") ? chosen.slice(4) : "";
    change({ outcome: (end ? "" : chosen) as Outcome | "", end: end as EndReason | "" });
  };
  return (
    <select
      aria-label={t("filter.outcome")}
      class={value ? "set" : undefined}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{t("filter.all_outcomes")}</option>
      {outcomes.map((word) => (
        <option key={word} value={word}>
          {t(`outcome.${word}`)}
        </option>
      ))}
      <optgroup label={t("filter.end")}>
        {endReasons.map((word) => (
          <option key={word} value={`end:${word}`}>
            {t(`end.${word}`)}
          </option>
        ))}
      </optgroup>
    </select>
  );
}

function Clear(props: { onClick: () => void; children: ComponentChildren }) {
  return (
    <button type="button" class="button quiet" onClick={props.onClick}>
      {props.children}
    </button>
  );
}

function DayPicker({ filters, today, change }: Props) {
  const { day } = filters;
  const from = day ?? today;
  return (
    <div class="day" role="group" aria-label={t("filter.day")}>
      <button
        type="button"
        class="button square"
        aria-label={t("filter.day_before")}
        onClick={() => change({ day: dayAfter(from, -1) })}
      >
        <Icon name="back" />
      </button>
      <input
        type="date"
        aria-label={t("filter.day")}
        value={day ?? ""}
        max={today}
        onChange={(event) => change({ day: event.currentTarget.value || null })}
      />
      <button
        type="button"
        class="button square"
        aria-label={t("filter.day_after")}
        disabled={from >= today}
        onClick={() => change({ day: dayAfter(from, 1) })}
      >
        <Icon name="next" />
      </button>
      <button
        type="button"
        class="button"
        aria-pressed={day === today}
        onClick={() => change({ day: today })}
      >
        {t("filter.today")}
      </button>
      <button
        type="button"
        class="button"
        aria-pressed={day === null}
        onClick={() => change({ day: null })}
      >
        {t("filter.all_days")}
      </button>
    </div>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  all: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

/** A value that is not among the options, such as a former operator, is shown as it is. */
function Choice({ name, value, all, options, onChange }: ChoiceProps) {
  const strange = value !== "" && !options.some(([known]) => known === value);
  return (
    <select
      aria-label={name}
      class={value ? "set" : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{all}</option>
      {options.map(([known, label]) => (
        <option key={known} value={known}>
          {label}
        </option>
      ))}
      {strange ? <option value={value}>{value}</option> : null}
    </select>
  );
}

function SearchBox(props: { value: string; onChange: (value: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // While it is being typed in, the box is ahead of the address.
    const box = input.current;
    if (box && document.activeElement !== box) box.value = props.value;
  }, [props.value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (value: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => props.onChange(value.trim()), TYPING_MS);
  };
  return (
    <span class="search">
      <Icon name="search" />
      <input
        ref={input}
        id="search"
        type="search"
        aria-label={t("filter.search")}
        placeholder={t("filter.search")}
        defaultValue={props.value}
        maxLength={100}
        onInput={(event) => later(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          moveRow(1);
        }}
      />
    </span>
  );
}
