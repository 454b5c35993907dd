/** The overlay that lists the keys of the page one is on; `?` opens it. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t, type Key } from "../i18n/catalogue";
import { Icon } from "../parts/icon";

export interface HelpLine {
  keys: readonly string[];
  text: Key;
}

const shown = signal(false);

export function openHelp(): void {
  shown.value = true;
}

/** `more`: a further deed that belongs to the keys, such as changing them. */
interface Props {
  lines: readonly HelpLine[];
  more?: { text: Key; act: () => void };
}

export function Help({ lines, more }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = shown.value;
  useEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) element.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  useEffect(() => () => void (shown.value = false), []);
  const all: HelpLine[] = [...lines, { keys: ["?"], text: "key.help" }];
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={() => (shown.value = false)}
    >
      <header>
        <h2 id="help-title">{t("help.title")}</h2>
        <button
          type="button"
          class="bare"
          aria-label={t("shell.close")}
          onClick={() => (shown.value = false)}
        >
          <Icon name="close" />
        </button>
      </header>
      <dl>
        {all.map((line) => (
          <div key={line.text}>
            <dt>
              {line.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(line.text)}</dd>
          </div>
        ))}
      </dl>
      {more ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            shown.value = false;
            more.act();
          }}
        >
          {t(more.text)}
        </button>
      ) : null}
    </dialog>
  );
}
