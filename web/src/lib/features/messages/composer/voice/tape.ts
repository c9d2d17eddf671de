/** What a tape tells while it runs. */
export interface TapeEars {
  /** Sound that was recorded, from −1 to 1, one channel. */
  onsound: (samples: Float32Array, sampleRate: number) => void;
  /** It cannot go on; what it has can still be closed. */
  onlost: () => void;
}

/** A running recording. */
export interface Tape {
  /** Ends it; the file as far as it came. Rejects when there is none. */
  close(): Promise<Blob>;
}
