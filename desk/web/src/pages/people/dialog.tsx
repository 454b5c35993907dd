/** A short form before the page: Escape leaves it, Enter in a field sends it. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { sentence } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { Icon } from "../../parts/icon";

interface Props {
  title: string;
  /** The word on the strong button. */
  action: string;
  danger?: boolean;
  /** Do it; whatever it raises is told in the form, which stays. */
  act: () => Promise<unknown>;
  onClose: () => void;
  /** What else may be done, at the left of the foot. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

export function Dialog(props: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const trouble = useSignal("");
  const busy = useSignal(false);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    element.current?.querySelector<HTMLElement>("input, select")?.focus();
    return () => before?.focus();
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    trouble.value = "";
    try {
      await props.act();
    } catch (error) {
      trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  };

  return (
    <dialog ref={element} class="people-ask" aria-labelledby={id} onClose={props.onClose}>
      <form onSubmit={(event) => void submit(event)} aria-busy={busy.value}>
        <header>
          <h2 id={id}>{props.title}</h2>
          <button type="button" class="bare" aria-label={t("shell.close")} onClick={props.onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div class="people-ask-body">
          {props.children}
          <p class="trouble" role="alert">
            {trouble.value}
          </p>
        </div>
        <footer>
          {props.aside}
          <span class="grow" />
          <button type="button" class="button" onClick={props.onClose}>
            {t("people.cancel")}
          </button>
          <button
            type="submit"
            class={props.danger ? "button danger" : "button primary"}
            disabled={busy.value}
          >
            {props.action}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
