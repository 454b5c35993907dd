/** The controls of a card's form. Each says its value and tells when it changes. */
import { useId } from "preact/hooks";

interface TextProps {
  label: string;
  value: string;
  most?: number;
  type?: "text" | "date" | "email" | "tel";
  required?: boolean;
  onInput: (text: string) => void;
}

export function Text(props: TextProps) {
  const id = useId();
  return (
    <div class="cust-field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        // The library's types want each kind of input apart; these take the same.
        type={(props.type ?? "text") as "text"}
        dir="auto"
        autocomplete="off"
        maxLength={props.most ?? 500}
        required={props.required}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}

export function Area(props: { label: string; value: string; onInput: (text: string) => void }) {
  const id = useId();
  return (
    <div class="cust-field">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        dir="auto"
        rows={4}
        maxLength={20_000}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  required?: boolean;
  choices: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

/** A value that is kept but not offered any more stays to choose from. */
export function Choice(props: ChoiceProps) {
  const id = useId();
  const { value, choices } = props;
  const known = value === "" || choices.some(([each]) => each === value);
  const all = known ? choices : [...choices, [value, value] as const];
  return (
    <div class="cust-field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        required={props.required}
        value={value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        <option value="">–</option>
        {all.map(([each, words]) => (
          <option key={each} value={each} selected={each === value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
