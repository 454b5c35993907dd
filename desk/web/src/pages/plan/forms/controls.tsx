/** The plain controls of the forms: a value is sent when one leaves its field, or by Enter. */
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

export function Labelled(props: {
  label: string;
  hint?: string | undefined;
  wide?: boolean;
  children: (id: string) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class={props.wide ? "field wide-field" : "field"}>
      <label for={id}>{props.label}</label>
      {props.children(id)}
      {props.hint ? <p class="field-hint">{props.hint}</p> : null}
    </div>
  );
}

interface TextProps {
  id?: string;
  value: string;
  label?: string;
  placeholder?: string | undefined;
  maxLength?: number;
  /** Says why a value will not do; such a value is not sent. */
  wrong?: (value: string) => string;
  onChange: (value: string) => void;
}

export function TextInput(props: TextProps) {
  const send = (input: HTMLInputElement) => {
    const value = input.value.trim();
    const wrong = props.wrong?.(value) ?? "";
    input.setCustomValidity(wrong);
    if (wrong) input.reportValidity();
    else if (value !== props.value) props.onChange(value);
  };
  return (
    <input
      key={props.value}
      id={props.id}
      type="text"
      autocomplete="off"
      aria-label={props.label}
      placeholder={props.placeholder}
      maxLength={props.maxLength ?? 200}
      defaultValue={props.value}
      onInput={(event) => event.currentTarget.setCustomValidity("")}
      onChange={(event) => send(event.currentTarget)}
    />
  );
}

export function NumberInput(props: {
  id: string;
  value: number;
  least?: number | undefined;
  most?: number | undefined;
  onChange: (value: number) => void;
}) {
  return (
    <input
      key={props.value}
      id={props.id}
      type="number"
      inputMode="decimal"
      step="any"
      min={props.least}
      max={props.most}
      defaultValue={String(props.value)}
      onChange={(event) => {
        const input = event.currentTarget;
        if (input.value === "" || !input.reportValidity()) input.value = String(props.value);
        else props.onChange(Number(input.value));
      }}
    />
  );
}

export interface Option {
  value: string;
  label: string;
}

export function Choice(props: {
  id?: string;
  label?: string;
  value: string;
  options: readonly Option[];
  groups?: readonly { label: string; options: readonly Option[] }[];
  onChange: (value: string) => void;
}) {
  const all = [...props.options, ...(props.groups ?? []).flatMap((group) => group.options)];
  const strange = !all.some((option) => option.value === props.value);
  const element = useRef<HTMLSelectElement>(null);
  const list = (options: readonly Option[]) =>
    options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ));
  return (
    <select
      ref={element}
      id={props.id}
      aria-label={props.label}
      value={props.value}
      onChange={(event) => {
        const { value } = event.currentTarget;
        // Until the change is in the plan, the list shows what the plan says.
        event.currentTarget.value = props.value;
        props.onChange(value);
      }}
    >
      {strange ? <option value={props.value}>{props.value || "–"}</option> : null}
      {list(props.options)}
      {(props.groups ?? [])
        .filter((group) => group.options.length > 0)
        .map((group) => (
          <optgroup key={group.label} label={group.label}>
            {list(group.options)}
          </optgroup>
        ))}
    </select>
  );
}

export function Tick(props: { checked: boolean; label: string; onChange: (on: boolean) => void }) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
