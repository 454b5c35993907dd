/** A form before the page: Escape leaves it while nothing runs, Enter in a field sends it. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { sentence } from "../../app/notices";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";

interface Props {
  title: string;
  /** The word on the strong button; without one there is only a way out. */
  action?: string;
  danger?: boolean;
  wide?: boolean;
  /** The strong button cannot be pressed yet. */
  waits?: boolean;
  /** The word on the way out. */
  leave?: string;
  /** Do it; whatever it raises is told in the form, which stays. */
  act?: () => Promise<unknown>;
  onClose: () => void;
  children: ComponentChildren;
}

export function Sheet(props: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const trouble = useSignal("");
  const busy = useSignal(false);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    element.current?.querySelector<HTMLElement>("[data-first], input, select")?.focus();
    return () => before?.focus();
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value || props.waits || !props.act) return;
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
    <dialog
      ref={element}
      class={props.wide ? "cust-ask wide" : "cust-ask"}
      aria-labelledby={id}
      onCancel={(event) => busy.value && event.preventDefault()}
      onClose={props.onClose}
    >
      <form onSubmit={(event) => void submit(event)} aria-busy={busy.value}>
        <header>
          <h2 id={id}>{props.title}</h2>
          <button
            type="button"
            class="bare"
            aria-label={t("shell.close")}
            disabled={busy.value}
            onClick={props.onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        <div class="cust-ask-body">
          {props.children}
          <p class="cust-trouble" role="alert">
            {trouble.value}
          </p>
        </div>
        <footer>
          <button type="button" class="button" disabled={busy.value} onClick={props.onClose}>
            {props.leave ?? t("cards.cancel")}
          </button>
          {props.action ? (
            <button
              type="submit"
              class={props.danger ? "button danger" : "button primary"}
              disabled={busy.value || props.waits}
            >
              {props.action}
            </button>
          ) : null}
        </footer>
      </form>
    </dialog>
  );
}
