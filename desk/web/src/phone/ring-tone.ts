/** The ring tone, computed: two soft notes and a pause, as a WAV that loops without a timer. */

const RATE = 16_000;
const PERIOD_S = 3;
/** When a note begins, how long it lasts, and its pitch. */
const NOTES: readonly (readonly [number, number, number])[] = [
  [0, 0.35, 659.26],
  [0.22, 0.5, 783.99],
  [0.85, 0.35, 659.26],
  [1.07, 0.6, 783.99],
];
const LOUDNESS = 0.4;

export function ringSamples(): Int16Array {
  const samples = new Float32Array(RATE * PERIOD_S);
  for (const [start, length, pitch] of NOTES) {
    const first = Math.round(start * RATE);
    for (let i = 0; i < length * RATE; i += 1) {
      const t = i / RATE;
      const swell = Math.min(1, t / 0.01) * Math.exp(-4 * t) * Math.min(1, (length - t) / 0.05);
      const tone = Math.sin(2 * Math.PI * pitch * t) + 0.3 * Math.sin(4 * Math.PI * pitch * t);
      samples[first + i] = (samples[first + i] ?? 0) + LOUDNESS * swell * tone;
    }
  }
  return Int16Array.from(samples, (value) => Math.round(32_767 * Math.max(-1, Math.min(1, value))));
}

/** A WAV file of one channel. */
export function wavOf(samples: Int16Array, rate = RATE): ArrayBuffer {
  const file = new ArrayBuffer(44 + samples.length * 2);
  const view = new DataView(file);
  const text = (at: number, word: string) =>
    [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => view.setInt16(44 + i * 2, sample, true));
  return file;
}
