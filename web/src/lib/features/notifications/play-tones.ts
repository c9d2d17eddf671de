/** Hertz and start in seconds: two short tones, upwards. */
const TONES = [
  [660, 0],
  [880, 0.14],
] as const;
const LENGTH_SECONDS = 0.16;
const LOUDNESS = 0.08;

/** Plays without a file, so that nothing must be loaded and no policy allows media. */
export const playTones = (): void => {
  if (!('AudioContext' in globalThis)) return;
  const context = new AudioContext();
  for (const [hertz, start] of TONES) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const from = context.currentTime + start;
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(LOUDNESS, from);
    loudness.gain.exponentialRampToValueAtTime(0.0001, from + LENGTH_SECONDS);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(from + LENGTH_SECONDS);
  }
  setTimeout(() => void context.close(), 1_000);
};
