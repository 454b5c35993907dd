/** A button that opens a short list of actions. Arrows move, Enter chooses, Escape closes. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

export interface Item {
  label: string;
  checked?: boolean;
  danger?: boolean;
  act: () => void;
}

interface Props {
  label: ComponentChildren;
  name?: string;
  items: readonly Item[];
  class?: string;
  /** A class of the whole, for those who look for it. */
  root?: string;
  align?: "start" | "end";
}

export function Menu(props: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const options = () => [...(list.current?.querySelectorAll("button") ?? [])];
  const close = (andFocus: boolean) => {
    setOpen(false);
    if (andFocus) button.current?.focus();
  };

  useLayoutEffect(() => {
    if (!open) return undefined;
    const wanted = options().find((option) => option.ariaChecked === "true") ?? options()[0];
    wanted?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) close(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  const move = (event: KeyboardEvent) => {
    const all = options();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const places: Record<string, number> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const wanted = places[event.key];
    if (event.key === "Escape") close(true);
    else if (wanted !== undefined) all[wanted]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class={props.root ? `menu ${props.root}` : "menu"} ref={root}>
      <button
        ref={button}
        type="button"
        class={props.class ?? "button"}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={props.name}
        title={props.name}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {props.label}
      </button>
      {open ? (
        <div
          id={id}
          ref={list}
          class={`menu-list ${props.align ?? "start"}`}
          role="menu"
          onKeyDown={move}
        >
          {props.items.map((item) => (
            <MenuItem key={item.label} item={item} onDone={() => close(true)} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function MenuItem({ item, onDone }: { item: Item; onDone: () => void }) {
  const choice = item.checked !== undefined;
  return (
    <button
      type="button"
      tabIndex={-1}
      role={choice ? "menuitemradio" : "menuitem"}
      aria-checked={choice ? item.checked : undefined}
      class={item.danger ? "danger" : undefined}
      onClick={() => {
        onDone();
        item.act();
      }}
    >
      {item.label}
    </button>
  );
}
