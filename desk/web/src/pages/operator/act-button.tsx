/** A button that does one of the acts; what makes no sense now is not there, or is off. */
import { t } from "../../i18n/catalogue";
import { Icon, type IconName } from "./icon";
import { acts, perform } from "./acts";
import type { Deed } from "./bindings";
import { printed } from "./bindings";
import { bindings, Printed } from "./printed";

interface Props {
  of: Deed;
  icon: IconName;
  /** primary, danger, or a plain one. */
  look?: string;
  pressed?: boolean;
  /** Keeps its place when it cannot be used now, so that nothing jumps under the hand. */
  stays?: boolean;
  keys?: boolean;
}

export function ActButton({ of, icon, look, pressed, stays, keys }: Props) {
  const act = acts[of];
  const can = act.can();
  if (!can && !stays) return null;
  const name = t(act.name());
  const shortcut = printed(bindings.value[of]).join("+");
  return (
    <button
      type="button"
      class={`button ${look ?? ""}`}
      aria-pressed={pressed}
      disabled={!can}
      title={shortcut ? `${name} (${shortcut})` : name}
      aria-keyshortcuts={shortcut || undefined}
      onClick={() => perform(of)}
    >
      <Icon name={icon} {...(of === "hang_up" || of === "decline" ? { class: "down" } : {})} />
      <span class="clip">{name}</span>
      {keys ? <Printed of={of} /> : null}
    </button>
  );
}
