/** A sound on a chosen output; what the browser blocks is played at the next click or key. */

export interface Player {
  readonly element: HTMLAudioElement;
  /** False when the browser does not let it play now. */
  play(): Promise<boolean>;
  stop(): void;
  /** False when the output is not there: the system's own is used. */
  setOutput(id: string): Promise<boolean>;
}

export function playOn(name: string, blocked: (isBlocked: boolean) => void): Player {
  const element = new Audio();
  element.dataset["phone"] = name;
  let wanted = false;
  const again = () => {
    if (wanted) void play();
  };
  const forget = () => {
    document.removeEventListener("pointerdown", again);
    document.removeEventListener("keydown", again);
  };
  async function play(): Promise<boolean> {
    wanted = true;
    try {
      await element.play();
      forget();
      blocked(false);
      return true;
    } catch (error) {
      // Stopped before it began to play: nobody blocked anything.
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return false;
      document.addEventListener("pointerdown", again);
      document.addEventListener("keydown", again);
      blocked(true);
      return false;
    }
  }
  function stop(): void {
    wanted = false;
    forget();
    blocked(false);
    element.pause();
  }
  return { element, play, stop, setOutput: (id) => setOutput(element, id) };
}

async function setOutput(element: HTMLAudioElement, id: string): Promise<boolean> {
  if (!("setSinkId" in element)) return id === "";
  try {
    await element.setSinkId(id);
    return true;
  } catch {
    await element.setSinkId("").catch(() => undefined);
    return false;
  }
}
