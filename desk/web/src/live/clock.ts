/**
 * The server's time on this machine, whose own clock may be wrong.
 *
 * Each message says when it was sent. Sent time minus our time is the offset less the
 * journey, so the largest of the last samples is the one that travelled least.
 */
const SAMPLES = 12;

export class ServerClock {
  private readonly samples: number[] = [];

  /** A message that was sent at `at` came when our own clock showed `here_ms`. */
  heard(at: string, hereMs: number): void {
    const sent = Date.parse(at);
    if (Number.isNaN(sent)) return;
    this.samples.push(sent - hereMs);
    if (this.samples.length > SAMPLES) this.samples.shift();
  }

  /** Milliseconds to add to our own clock; 0 before the first message. */
  get offsetMs(): number {
    return this.samples.length === 0 ? 0 : Math.max(...this.samples);
  }
}

/** Whole seconds from a moment to `nowMs`, never negative. */
export function secondsSince(moment: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(moment)) / 1000));
}

/** Whole seconds left until a moment, rounded up, never negative. */
export function secondsUntil(moment: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(moment) - nowMs) / 1000));
}

/** How long to wait before attempt `attempt` (from 0), with `chance` from 0 to 1. */
export function backOffMs(attempt: number, chance: number): number {
  const full = Math.min(10_000, 300 * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + chance / 2));
}
