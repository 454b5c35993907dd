/** How loud a stream is, measured on the page's own thread: the policy allows no worklets. */

const EVERY_MS = 60;

/** Loudness 0 to 1: the root mean square, stretched so that speech fills most of the scale. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.min(1, 4 * Math.sqrt(sum / Math.max(1, samples.length)));
}

let context: AudioContext | null = null;

/** Measure until the returned function is called. A stream that has ended is silent. */
export function measure(stream: MediaStream, tell: (level: number) => void): () => void {
  context ??= new AudioContext();
  void context.resume();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(loudness(samples));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    tell(0);
  };
}
