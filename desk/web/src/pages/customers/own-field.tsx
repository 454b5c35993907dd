/** A field that the plan asks for, as its kind wants it written. */
import type { CustomerField } from "../../api/words";
import { t } from "../../i18n/catalogue";
import { Choice, Text } from "./controls";

interface Props {
  field: CustomerField;
  value: string;
  onChange: (value: string) => void;
}

const inputs = { date: "date", email: "email", phone: "tel" } as const;

export function OwnField({ field, value, onChange }: Props) {
  const { label, kind, required } = field;
  if (kind === "choice" || kind === "yes_no") {
    const choices =
      kind === "choice"
        ? field.choices.map((each) => [each, each] as const)
        : ([
            ["yes", t("cards.yes")],
            ["no", t("cards.no")],
          ] as const);
    return (
      <Choice
        label={label}
        value={value}
        choices={choices}
        required={required}
        onChange={onChange}
      />
    );
  }
  const type = kind === "text" || kind === "number" ? "text" : inputs[kind];
  return <Text label={label} value={value} type={type} required={required} onInput={onChange} />;
}
