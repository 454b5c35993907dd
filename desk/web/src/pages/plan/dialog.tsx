/** A short form before the page: Escape leaves it, Enter in a field sends it. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";

interface Props {
  title: string;
  /** The word on the strong button. */
  action: string;
  danger?: boolean;
  disabled?: boolean;
  onDone: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog(props: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    return () => before?.focus();
  }, []);
  return (
    <dialog ref={element} class="ask" aria-labelledby={id} onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.disabled) props.onDone();
        }}
      >
        <header>
          <h2 id={id}>{props.title}</h2>
          <button type="button" class="bare" aria-label={t("shell.close")} onClick={props.onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div class="ask-body">{props.children}</div>
        <footer>
          <button type="button" class="button" onClick={props.onClose}>
            {t("plan.cancel")}
          </button>
          <button
            type="submit"
            class={props.danger ? "button danger" : "button primary"}
            disabled={props.disabled}
          >
            {props.action}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
