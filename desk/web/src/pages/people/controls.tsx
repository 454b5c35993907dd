/** The controls of the forms about people: each holds its value in a signal. */
import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../../i18n/catalogue";
import type { Role } from "../../api/words";

export const roles: readonly Role[] = ["operator", "supervisor", "manager", "administrator"];

interface TextProps {
  label: string;
  value: Signal<string>;
  hint?: string;
  type?: "text" | "password" | "date";
  required?: boolean;
  pattern?: string;
  maxLength?: number;
  autocomplete?: string;
  inputMode?: "numeric" | "text";
}

export function TextField(props: TextProps) {
  const id = useId();
  return (
    <div class="people-field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        // The library's types want each kind of input apart; these three take the same.
        type={(props.type ?? "text") as "text"}
        value={props.value.value}
        required={props.required}
        pattern={props.pattern}
        maxLength={props.maxLength ?? 200}
        autocomplete={props.autocomplete ?? "off"}
        inputMode={props.inputMode}
        spellcheck={false}
        autocapitalize="none"
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onInput={(event) => (props.value.value = event.currentTarget.value)}
      />
      {props.hint ? (
        <p class="muted" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
    </div>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function Choice(props: {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="people-field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Some of several, as boxes to tick. */
export function Several(props: {
  legend: string;
  options: readonly (Option & { note?: string })[];
  chosen: Signal<readonly string[]>;
}) {
  const { chosen } = props;
  const tick = (value: string, on: boolean) => {
    const rest = chosen.value.filter((one) => one !== value);
    chosen.value = on ? [...rest, value] : rest;
  };
  return (
    <fieldset class="people-several">
      <legend>{props.legend}</legend>
      {props.options.map((option) => (
        <label key={option.value}>
          <input
            type="checkbox"
            checked={chosen.value.includes(option.value)}
            onChange={(event) => tick(option.value, event.currentTarget.checked)}
          />
          <bdi class="clip">{option.label}</bdi>
          {option.note ? <span class="muted clip">{option.note}</span> : null}
        </label>
      ))}
    </fieldset>
  );
}

export const roleOptions = (): Option[] =>
  roles.map((role) => ({ value: role, label: t(`role.${role}`) }));
