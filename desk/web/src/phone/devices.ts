/** Which microphone and outputs to use: what was chosen, while it is plugged in. */
import type { Device, Devices } from "./phone";

export type Role = "microphone" | "speaker" | "ringer";
/** What a person chose, each an id or "" for the system's own choice. */
export type Choice = Readonly<Record<Role, string>>;

const KEPT_AS = "callwright.phone.devices";
export const none: Choice = { microphone: "", speaker: "", ringer: "" };
export const nowhere: Devices = { microphones: [], outputs: [], ...none };

/** One of the browser's list, as far as it is used. */
export interface Listed {
  readonly kind: string;
  readonly deviceId: string;
  readonly label: string;
}

/**
 * The list without the browser's own doubles: "default" is what an empty id means. Before the
 * person allows the microphone there are no ids, and nothing to choose from.
 */
export function listOf(all: readonly Listed[], kind: string): Device[] {
  return all
    .filter((one) => one.kind === kind && one.deviceId !== "")
    .filter((one) => one.deviceId !== "default" && one.deviceId !== "communications")
    .map((one) => ({ id: one.deviceId, name: one.label }));
}

/** What to use now: the chosen one if it is there, the system's own otherwise. */
export function inUse(all: readonly Listed[], choice: Choice): Devices {
  const microphones = listOf(all, "audioinput");
  const outputs = listOf(all, "audiooutput");
  const among = (list: readonly Device[], id: string) =>
    list.some((device) => device.id === id) ? id : "";
  return {
    microphones,
    outputs,
    microphone: among(microphones, choice.microphone),
    speaker: among(outputs, choice.speaker),
    ringer: among(outputs, choice.ringer),
  };
}

/** The chosen ones that are not there. */
export function missing(devices: Devices, choice: Choice): Role[] {
  const roles: Role[] = ["microphone", "speaker", "ringer"];
  return roles.filter((role) => choice[role] !== "" && devices[role] !== choice[role]);
}

export function loadChoice(): Choice {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Choice>;
    const of = (role: Role) => (typeof kept[role] === "string" ? kept[role] : "");
    return { microphone: of("microphone"), speaker: of("speaker"), ringer: of("ringer") };
  } catch {
    return none;
  }
}

export function keepChoice(choice: Choice): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(choice));
  } catch {
    // Without a place to keep it, it is chosen again next time.
  }
}
