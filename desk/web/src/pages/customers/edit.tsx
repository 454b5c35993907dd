/** A card as a form. Two who change it at once are shown what the other one changed. */
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import {
  changeCustomer,
  getCustomer,
  makeCustomer,
  type Customer,
} from "../../api/customers";
import { ApiError } from "../../api/http";
import { sentence } from "../../app/notices";
import { plan } from "../../app/plan";
import { t } from "../../i18n/catalogue";
import { board } from "../../live/live";
import { tongueName } from "../../parts/words";
import { Changes } from "./changes";
import { Area, Choice, Text } from "./controls";
import { changeOf, draftOf, fieldKey, isChanged, rebased } from "./draft";
import { kept, type Writing } from "./kept";
import { labelOf, planFields } from "./names";
import { NumbersField } from "./numbers-field";
import { OwnField } from "./own-field";
import { NEW } from "./place";

interface Props {
  card: Customer | null;
  onSaved: (card: Customer) => void;
  onCancel: () => void;
}

/** The writing of one card, which stays when the form goes without being saved or cancelled. */
function useWriting(card: Customer | null): Signal<Writing> {
  const key = card?.id ?? NEW;
  const before = draftOf(card);
  const fresh = { version: card?.version ?? 0, before, draft: before, who: "", told: [] };
  const writing = useSignal<Writing>(kept.get(key) ?? fresh);
  useEffect(() => {
    const { before: then, draft } = writing.value;
    if (isChanged(then, draft)) kept.set(key, writing.value);
    else kept.delete(key);
  }, [writing.value]);
  return writing;
}

export function Edit({ card, onSaved, onCancel }: Props) {
  const writing = useWriting(card);
  const form = useRef<HTMLFormElement>(null);
  const trouble = useSignal("");
  const busy = useSignal(false);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const now = writing.value;
  const put = (key: string, value: string) => {
    const { draft } = writing.value;
    writing.value = { ...writing.value, draft: { ...draft, said: { ...draft.said, [key]: value } } };
  };
  const over = () => kept.delete(card?.id ?? NEW);

  const save = async () => {
    const change = changeOf(now.before, now.draft);
    if (card && Object.keys(change).length === 0) {
      over();
      onCancel();
      return;
    }
    const saved = card
      ? await changeCustomer(card.id, now.version, change)
      : await makeCustomer(change);
    over();
    onSaved(saved);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    trouble.value = "";
    try {
      await save();
    } catch (error) {
      const late = error instanceof ApiError && error.code === "changed_meanwhile";
      if (!card || !late || !(await catchUp(card.id, writing))) trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };

  const leave = () => {
    over();
    onCancel();
  };

  const said = (key: string) => now.draft.said[key] ?? "";
  const operators = board.operators.value.map(
    ({ operator, name }) => [operator, name] as const,
  );
  const line = (key: string, most = 120) => (
    <Text label={labelOf(key)} value={said(key)} most={most} onInput={(text) => put(key, text)} />
  );
  const choice = (key: string, choices: readonly (readonly [string, string])[]) => (
    <Choice
      label={labelOf(key)}
      value={said(key)}
      choices={choices}
      onChange={(value) => put(key, value)}
    />
  );
  return (
    <form
      ref={form}
      class="cust-form"
      aria-busy={busy.value}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        leave();
      }}
    >
      {now.told.length > 0 ? <Changes writing={now} onTake={put} /> : null}
      {line("name")}
      {line("company")}
      <NumbersField
        numbers={now.draft.numbers}
        onChange={(numbers) =>
          (writing.value = { ...writing.value, draft: { ...writing.value.draft, numbers } })
        }
      />
      <div class="cust-pair">
        {choice(
          "language",
          (plan.value?.languages ?? []).map((tag) => [tag, tongueName(tag)] as const),
        )}
        {choice("preferred_operator", operators)}
      </div>
      <label class="cust-check">
        <input
          type="checkbox"
          checked={said("vip") === "yes"}
          onChange={(event) => put("vip", event.currentTarget.checked ? "yes" : "")}
        />
        {t("cards.vip")}
      </label>
      {planFields().map((field) => (
        <OwnField
          key={field.name}
          field={field}
          value={said(fieldKey(field.name))}
          onChange={(value) => put(fieldKey(field.name), value)}
        />
      ))}
      <Area label={t("cards.notes")} value={said("notes")} onInput={(text) => put("notes", text)} />
      <p class="cust-trouble" role="alert">
        {trouble.value}
      </p>
      <div class="cust-form-deeds">
        <button type="submit" class="button primary" disabled={busy.value}>
          {t(busy.value ? "cards.saving" : "cards.save")}
        </button>
        <button type="button" class="button" onClick={leave}>
          {t("cards.cancel")}
        </button>
      </div>
    </form>
  );
}

/** Put what was written on top of the card as it is now; `false` when that cannot be asked. */
async function catchUp(id: string, writing: Signal<Writing>): Promise<boolean> {
  const newest = await getCustomer(id).catch(() => null);
  if (newest?.id !== id) return false;
  const theirs = draftOf(newest);
  const { draft, told } = rebased(writing.value.before, theirs, writing.value.draft);
  const who = newest.changed_by ?? "–";
  writing.value = { version: newest.version, before: theirs, draft, who, told };
  return true;
}
