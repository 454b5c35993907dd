/** The dialogs of this page: one at a time. */
import { dialog } from "./here";
import { Keypad } from "./keypad";
import { KeysDialog } from "./keys-dialog";
import { Palette } from "./palette";
import { StartCheck } from "./start-check";
import { Transfer } from "./transfer";

const all = {
  transfer: Transfer,
  keypad: Keypad,
  palette: Palette,
  keys: KeysDialog,
  check: StartCheck,
} as const;

export function Dialogs() {
  const Shown = dialog.value ? all[dialog.value] : null;
  return Shown ? <Shown key={dialog.value} /> : null;
}
