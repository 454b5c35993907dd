/** What the keys of the manager's screen move: rows of the list, and the playing recording. */
import { signal } from "@preact/signals";
import { playing, positionS, seek, toggle } from "../../parts/player";

/** The recording of the open call, when it can be played. */
export const opened = signal<{ recording: string; lengthS: number } | null>(null);

const links = (): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(".calls a[data-call]"),
];

/** Move the focus up or down the list; from elsewhere, to the open row or the first. */
export function moveRow(step: 1 | -1): void {
  const all = links();
  const at = all.indexOf(document.activeElement as HTMLElement);
  const open = all.findIndex((link) => link.getAttribute("aria-current") === "true");
  const from = at >= 0 ? at : open;
  const wanted = from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + step));
  all[wanted]?.focus();
  all[wanted]?.scrollIntoView({ block: "nearest" });
}

export function focusRow(call: string): void {
  links()
    .find((link) => link.dataset["call"] === call)
    ?.focus();
}

/** `false` when there is nothing to play: the key is the browser's. */
export function togglePlay(): void | false {
  const now = opened.value;
  if (!now) return false;
  toggle(now.recording);
  return undefined;
}

export function seekBy(seconds: number): void | false {
  const now = opened.value;
  if (!now) return false;
  const from = playing.value === now.recording ? positionS.value : 0;
  seek(now.recording, Math.min(now.lengthS, Math.max(0, from + seconds)));
  return undefined;
}
