/** A field to type in over a list to choose from: arrows move, Enter chooses. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export interface Option {
  id: string;
  group?: string;
  line: ComponentChildren;
}

interface Props {
  label: string;
  options: readonly Option[];
  typed: string;
  onType: (text: string) => void;
  onChoose: (id: string, event: KeyboardEvent | MouseEvent) => void;
  /** Told whenever another one is marked. */
  onMark?: (id: string | null) => void;
  empty: string;
}

export function OptionList(props: Props) {
  const { label, options, typed, onType, onChoose, onMark, empty } = props;
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = useSignal(0);
  const index = Math.min(at.value, options.length - 1);
  const marked = options[index];
  useEffect(() => onMark?.(marked?.id ?? null), [marked?.id]);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [index]);

  const press = (event: KeyboardEvent) => {
    const last = options.length - 1;
    if (event.key === "ArrowDown") at.value = index >= last ? 0 : index + 1;
    else if (event.key === "ArrowUp") at.value = index <= 0 ? last : index - 1;
    else if (event.key === "Enter" && marked) onChoose(marked.id, event);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        data-first
        role="combobox"
        type="text"
        autocomplete="off"
        spellcheck={false}
        maxLength={60}
        aria-label={label}
        placeholder={label}
        aria-expanded="true"
        aria-controls={base}
        aria-activedescendant={marked ? `${base}-${marked.id}` : undefined}
        value={typed}
        onInput={(event) => {
          at.value = 0;
          onType(event.currentTarget.value);
        }}
        onKeyDown={press}
      />
      <div class="options" role="listbox" id={base} ref={list} aria-label={label} tabIndex={0}>
        {options.map((option, n) => (
          <div key={option.id} role="presentation">
            {option.group && option.group !== options[n - 1]?.group ? (
              <p class="option-group" role="presentation">
                {option.group}
              </p>
            ) : null}
            <div
              id={`${base}-${option.id}`}
              class="option"
              role="option"
              aria-selected={n === index}
              onClick={(event) => {
                const again = n === index;
                at.value = n;
                if (again || !onMark) onChoose(option.id, event);
              }}
            >
              {option.line}
            </div>
          </div>
        ))}
      </div>
      {options.length === 0 ? <p class="muted empty">{empty}</p> : null}
    </>
  );
}
