/** A small form that says by itself what went wrong. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { sentence } from "../../app/notices";
import { t } from "../../i18n/catalogue";

export function Form(props: {
  action: string;
  danger?: boolean;
  /** Raises what the form is to say; answers what it says when it is done. */
  act: () => Promise<string | void>;
  onClose?: () => void;
  children: ComponentChildren;
}) {
  const trouble = useSignal("");
  const done = useSignal("");
  const busy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    trouble.value = "";
    done.value = "";
    try {
      done.value = (await props.act()) ?? "";
    } catch (error) {
      trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form class="account-form" onSubmit={(event) => void submit(event)} aria-busy={busy.value}>
      {props.children}
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
      <p class="account-done" role="status">
        {done.value}
      </p>
      <div class="people-deeds">
        <button
          type="submit"
          class={props.danger ? "button danger" : "button primary"}
          disabled={busy.value}
        >
          {props.action}
        </button>
        {props.onClose ? (
          <button type="button" class="button" onClick={props.onClose}>
            {t("people.cancel")}
          </button>
        ) : null}
      </div>
    </form>
  );
}
