/** A dialog over the page: Escape or the cross closes it, and the keys are its own meanwhile. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/catalogue";
import { Icon } from "./icon";
import { dialog } from "./here";

interface Props {
  title: string;
  class?: string;
  children: ComponentChildren;
}

export const closeSheet = (): void => void (dialog.value = null);

export function Sheet(props: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    if (!element.current?.open) element.current?.showModal();
    element.current?.querySelector<HTMLElement>("[data-first]")?.focus();
    // Back to where the work was, unless what the dialog did has moved on already.
    return () => {
      if (document.activeElement === document.body) before?.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`help sheet ${props.class ?? ""}`}
      aria-labelledby="sheet-title"
      onClose={closeSheet}
    >
      <header>
        <h2 id="sheet-title">{props.title}</h2>
        <button type="button" class="bare" aria-label={t("shell.close")} onClick={closeSheet}>
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </dialog>
  );
}
