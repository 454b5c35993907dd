/** Tells when the machine woke up, the network came back or the tab came to the front. */

const TICK_MS = 1_000;
const GAP_MS = 5_000;

/** Calls `woke` until the returned function is called. */
export function whenAwake(woke: () => void): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    // Timers stand still while the machine sleeps: a gap is the only sign of it.
    if (now - last > GAP_MS) woke();
    last = now;
  }, TICK_MS);
  const seen = () => {
    if (!document.hidden) woke();
  };
  window.addEventListener("online", woke);
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearInterval(timer);
    window.removeEventListener("online", woke);
    document.removeEventListener("visibilitychange", seen);
  };
}
