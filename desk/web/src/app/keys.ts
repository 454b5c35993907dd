/** Keys of a page, named by their place on the keyboard, so that any layout works. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { openHelp } from "./help";

/** A key as `Alt+KeyR`, `F4`, `Space`: modifiers in the order Ctrl, Alt, Shift. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void | false>>;

export function nameOf(event: KeyboardEvent): string {
  const held = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...held.filter(Boolean), event.code].join("+");
}

const typedIn = "input:not([type=checkbox]), select, textarea, dialog, [role=menu]";

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return element?.closest?.(typedIn) !== null;
}

/** A key with a modifier, or one of the F keys, works while typing too. */
const always = (name: string): boolean => /^(Ctrl|Alt)\+|^F\d/.test(name);

/**
 * Listen while the page stands. A deed that returns `false` leaves the key to the browser.
 * The deeds are those of the last rendering, so a key does what the screen shows already.
 */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  latest.current = keys;
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey) return;
      if (event.key === "?" && !typing(event.target)) {
        event.preventDefault();
        openHelp();
        return;
      }
      const name = nameOf(event);
      const deed = latest.current[name];
      if (!deed || (typing(event.target) && !always(name))) return;
      if (deed(event) !== false) event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
