/** A new prompt, and a new calendar. */
import { useSignal } from "@preact/signals";
import { t } from "../../../i18n/catalogue";
import { Dialog } from "../dialog";
import { doc, edit } from "../draft";
import { set, slugOf } from "../edits";
import { show } from "../place";
import { makePrompt } from "./make";
import { TextBoxes } from "./new-step";

export function AddPrompt({ onClose }: { onClose: () => void }) {
  const name = useSignal("");
  const texts = useSignal<Record<string, string>>({});
  const said = Object.values(texts.value).some((text) => text.trim() !== "");
  const done = async () => {
    if (!doc.value) return;
    const made = makePrompt(doc.value, name.value, texts.value);
    onClose();
    if (await edit(...made.edits)) show("prompts", made.target);
  };
  return (
    <Dialog
      title={t("plan.add_prompt")}
      action={t("plan.add")}
      disabled={name.value.trim() === "" || !said}
      onDone={() => void done()}
      onClose={onClose}
    >
      <NameField value={name.value} onChange={(value) => (name.value = value)} />
      <TextBoxes texts={texts.value} onChange={(value) => (texts.value = value)} />
    </Dialog>
  );
}

const usualWeek = { "mon-fri": "09:00-18:00" };

export function AddCalendar({ onClose }: { onClose: () => void }) {
  const name = useSignal("");
  const done = async () => {
    const calendar = slugOf(name.value, Object.keys(doc.value?.hours ?? {}));
    onClose();
    if (await edit(set(["hours", calendar], { week: usualWeek }))) show("hours", calendar);
  };
  return (
    <Dialog
      title={t("plan.add_calendar")}
      action={t("plan.add")}
      disabled={name.value.trim() === ""}
      onDone={() => void done()}
      onClose={onClose}
    >
      <NameField value={name.value} onChange={(value) => (name.value = value)} />
      <p class="field-hint">{t("plan.calendar_hint")}</p>
    </Dialog>
  );
}

function NameField(props: { value: string; onChange: (value: string) => void }) {
  return (
    <label class="ask-field">
      <span>{t("field.name")}</span>
      <input
        type="text"
        required
        maxLength={40}
        autocomplete="off"
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}
