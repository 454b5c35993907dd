/** A made conversation: two voices that take turns, as PCM samples, peaks and a WAV file. */
const RATE = 8000;

/** How loud a side speaks at a second, 0 to 1: turns of about four seconds with pauses. */
function loudness(side, second) {
  const turn = Math.floor(second / 3.7) % 2 === side;
  const word = Math.abs(Math.sin(second * 5.1 + side)) * Math.abs(Math.sin(second * 1.3 + 2 * side));
  return (turn ? 0.25 + 0.7 * word : 0.02) * (Math.sin(second * 0.9) > -0.85 ? 1 : 0.05);
}

export function peaks(durationS, buckets) {
  const side = (n) =>
    Array.from({ length: buckets }, (_, i) => loudness(n, (i / buckets) * durationS));
  return { buckets, left: side(0), right: side(1), duration_s: durationS };
}

export function wav(durationS) {
  const frames = Math.floor(durationS * RATE);
  const file = Buffer.alloc(44 + frames * 4);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + frames * 4, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(frames * 4, 40);
  for (let i = 0; i < frames; i += 1) {
    const t = i / RATE;
    for (const side of [0, 1]) {
      const tone = Math.sin(2 * Math.PI * (side ? 190 : 140) * t) * 9000;
      file.writeInt16LE(Math.round(tone * loudness(side, t)), 44 + i * 4 + side * 2);
    }
  }
  return file;
}
