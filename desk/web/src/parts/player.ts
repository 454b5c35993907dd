/**
 * One voice at a time: the audio element that plays recordings for every page.
 *
 * Nothing is fetched before somebody presses play, because every listening is written down.
 */
import { signal } from "@preact/signals";
import { audioAddress } from "../api/centre";

export type PlayState = "idle" | "loading" | "playing" | "paused" | "failed";
export type PlayTrouble = "none" | "storing" | "expired" | "forbidden" | "unknown";

export const rates = [0.75, 1, 1.25, 1.5, 2] as const;

export const playing = signal<string | null>(null);
export const playState = signal<PlayState>("idle");
export const positionS = signal(0);
export const rate = signal<number>(1);
export const trouble = signal<PlayTrouble>("unknown");

let element: HTMLAudioElement | null = null;
let frame = 0;

function audio(): HTMLAudioElement {
  if (element) return element;
  const made = document.createElement("audio");
  made.preload = "none";
  made.hidden = true;
  made.addEventListener("playing", () => {
    playState.value = "playing";
    follow();
  });
  made.addEventListener("pause", () => {
    if (playState.value !== "failed") playState.value = "paused";
    follow();
  });
  made.addEventListener("waiting", () => (playState.value = "loading"));
  made.addEventListener("seeked", () => (positionS.value = made.currentTime));
  made.addEventListener("error", () => void explain());
  document.body.append(made);
  element = made;
  return made;
}

/** Move the position with every frame while it plays: a bar that stutters looks broken. */
function follow(): void {
  cancelAnimationFrame(frame);
  if (!element) return;
  positionS.value = element.currentTime;
  if (!element.paused) frame = requestAnimationFrame(follow);
}

/** The element does not say why it failed: ask for the status alone. */
async function explain(): Promise<void> {
  const recording = playing.value;
  if (recording === null) return;
  playState.value = "failed";
  trouble.value = "unknown";
  try {
    const { status } = await fetch(audioAddress(recording), { method: "HEAD" });
    const known: Record<number, PlayTrouble> = {
      403: "forbidden",
      404: "none",
      409: "storing",
      410: "expired",
    };
    trouble.value = known[status] ?? "unknown";
  } catch {
    // Without an answer there is no better reason than "unknown".
  }
}

function load(recording: string): HTMLAudioElement {
  const made = audio();
  if (playing.value !== recording || playState.value === "failed") {
    playing.value = recording;
    positionS.value = 0;
    made.src = audioAddress(recording);
    made.playbackRate = rate.value;
    made.defaultPlaybackRate = rate.value;
  }
  return made;
}

async function start(made: HTMLAudioElement): Promise<void> {
  playState.value = "loading";
  try {
    await made.play();
  } catch (error) {
    // A newer press has taken over; what does not play for another reason tells `error`.
    if (error instanceof DOMException && error.name === "NotAllowedError") {
      playState.value = "paused";
    }
  }
}

export function toggle(recording: string): void {
  const made = load(recording);
  if (playState.value === "playing" || playState.value === "loading") made.pause();
  else void start(made);
}

/** Go to a second and play from there. */
export function seek(recording: string, second: number): void {
  const made = load(recording);
  const wanted = Math.max(0, second);
  positionS.value = wanted;
  if (made.readyState >= HTMLMediaElement.HAVE_METADATA) {
    made.currentTime = wanted;
  } else {
    const go = () => (made.currentTime = wanted);
    made.addEventListener("loadedmetadata", go, { once: true });
    void start(made);
  }
}

export function setRate(wanted: number): void {
  rate.value = wanted;
  if (!element) return;
  element.playbackRate = wanted;
  element.defaultPlaybackRate = wanted;
}

export function stop(): void {
  if (!element) return;
  cancelAnimationFrame(frame);
  playing.value = null;
  playState.value = "idle";
  positionS.value = 0;
  element.pause();
  element.removeAttribute("src");
  element.load();
}
