/**
 * Rings, on an output of its own, also when the tab is in the background.
 *
 * The tone is a looping sound and no timer, because browsers slow down timers of hidden tabs.
 * A notification says who calls; its text comes from outside and is shown as text.
 */
import { playOn, type Player } from "./player";
import { ringSamples, wavOf } from "./ring-tone";

const TRY_MS = 3_000;

export interface Announcement {
  readonly title: string;
  readonly body: string;
}

export class Ringer {
  private readonly player: Player;
  private shown: Notification | null = null;
  private trial: ReturnType<typeof setTimeout> | undefined;

  constructor(blocked: (isBlocked: boolean) => void) {
    this.player = playOn("ringer", blocked);
  }

  start(told: Announcement | null): void {
    clearTimeout(this.trial);
    void this.play();
    if (told && document.hidden) this.notify(told);
  }

  stop(): void {
    clearTimeout(this.trial);
    this.player.stop();
    this.player.element.currentTime = 0;
    this.shown?.close();
    this.shown = null;
  }

  /** Ring for a moment. False when the browser would not play it. */
  async tryOut(): Promise<boolean> {
    const played = await this.play();
    this.trial = setTimeout(() => this.stop(), TRY_MS);
    return played;
  }

  setOutput(id: string): Promise<boolean> {
    return this.player.setOutput(id);
  }

  private play(): Promise<boolean> {
    const { element } = this.player;
    if (!element.src) {
      const file = new Blob([wavOf(ringSamples())], { type: "audio/wav" });
      element.src = URL.createObjectURL(file);
      element.loop = true;
    }
    return this.player.play();
  }

  private notify(told: Announcement): void {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      const options = { body: told.body, tag: "callwright-ring", requireInteraction: true };
      const shown = new Notification(told.title, { ...options, silent: true });
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
      this.shown = shown;
    } catch {
      // Some mobile browsers know the word and cannot do it: tone and title remain.
    }
  }
}
