/** Bars that the row has room for: the last 4.8 s. */
export const SHOWN_BARS = 48;
/** How much sound one bar stands for. */
const BAR_SECONDS = 0.1;
/** Quieter than this is drawn as nothing: the noise of a room. */
const FLOOR_DB = -60;
/** So long without any sound: the microphone is probably muted. */
const SILENT_SECONDS = 3;

/** Samples from −1 to 1 → 0 (nothing to be heard) to 1 (full scale). */
export const loudnessOf = (meanSquare: number): number => {
  const decibels = 10 * Math.log10(meanSquare);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
};

/** How loud the recording is, in bars of a tenth of a second, and how long it is. */
export class LevelMeter {
  seconds = 0;
  bars: readonly number[] = [];
  #heardAt = 0;
  #sum = 0;
  #count = 0;

  /** True when a bar was finished: there is something new to draw. */
  add(samples: Float32Array, sampleRate: number): boolean {
    for (const sample of samples) this.#sum += sample * sample;
    this.#count += samples.length;
    this.seconds += samples.length / sampleRate;
    if (this.#count < BAR_SECONDS * sampleRate) return false;
    const bar = loudnessOf(this.#sum / this.#count);
    this.bars = [...this.bars, bar].slice(-SHOWN_BARS);
    if (bar > 0) this.#heardAt = this.seconds;
    this.#sum = 0;
    this.#count = 0;
    return true;
  }

  get isSilent(): boolean {
    return this.seconds - this.#heardAt >= SILENT_SECONDS;
  }
}
