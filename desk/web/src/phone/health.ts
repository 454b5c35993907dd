/** How good the line is, from the browser's own counts, over the last interval only. */
import type { Health } from "./phone";

export const EVERY_MS = 2_000;
export const nothing: Health = { roundTripMs: null, lossShare: null, jitterMs: null };

/** Counts since the talk began, and what is measured now. */
export interface Sample {
  readonly received: number;
  readonly lost: number;
  readonly jitterMs: number | null;
  readonly roundTripMs: number | null;
}

/** One entry of the browser's report, as far as it is used. */
export interface StatsEntry {
  readonly type?: unknown;
  readonly kind?: unknown;
  readonly nominated?: unknown;
  readonly packetsReceived?: unknown;
  readonly packetsLost?: unknown;
  readonly jitter?: unknown;
  readonly roundTripTime?: unknown;
  readonly currentRoundTripTime?: unknown;
}

const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

const inMs = (seconds: unknown): number | null => {
  const known = number(seconds);
  return known === null ? null : known * 1000;
};

/** The other side's report of the journey counts before that of the path's own checks. */
export function sampleOf(entries: Iterable<StatsEntry>): Sample {
  let sample: Sample = { received: 0, lost: 0, jitterMs: null, roundTripMs: null };
  let path: number | null = null;
  for (const entry of entries) {
    if (entry.type === "inbound-rtp" && entry.kind === "audio") {
      sample = {
        ...sample,
        received: number(entry.packetsReceived) ?? 0,
        lost: number(entry.packetsLost) ?? 0,
        jitterMs: inMs(entry.jitter),
      };
    } else if (entry.type === "remote-inbound-rtp" && entry.kind === "audio") {
      sample = { ...sample, roundTripMs: inMs(entry.roundTripTime) };
    } else if (entry.type === "candidate-pair" && entry.nominated === true) {
      path = inMs(entry.currentRoundTripTime) ?? path;
    }
  }
  return { ...sample, roundTripMs: sample.roundTripMs ?? path };
}

/** What happened between two samples. A late packet makes the count of lost ones fall: no loss. */
export function between(before: Sample | null, after: Sample): Health {
  const lost = Math.max(0, after.lost - (before?.lost ?? 0));
  const received = Math.max(0, after.received - (before?.received ?? 0));
  const sent = lost + received;
  return {
    roundTripMs: after.roundTripMs,
    lossShare: sent === 0 ? null : lost / sent,
    jitterMs: after.jitterMs,
  };
}

/** Watch a connection until the returned function is called. */
export function watch(connection: RTCPeerConnection, tell: (health: Health) => void): () => void {
  let before: Sample | null = null;
  const look = async () => {
    const entries: StatsEntry[] = [];
    (await connection.getStats()).forEach((entry: StatsEntry) => entries.push(entry));
    const after = sampleOf(entries);
    if (connection.connectionState === "closed") return;
    tell(between(before, after));
    before = after;
  };
  const timer = setInterval(() => void look().catch(() => undefined), EVERY_MS);
  return () => {
    clearInterval(timer);
    tell(nothing);
  };
}
