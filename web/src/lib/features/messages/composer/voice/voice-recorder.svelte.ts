import { LevelMeter } from './level-meter.ts';
import { openMicrophone } from './microphone.ts';
import {
  type RecorderInput,
  type RecorderOrder,
  type RecorderState,
  type RecordingEnd,
  stepRecorder,
} from './recorder-machine.ts';
import type { Tape } from './tape.ts';
import { holdPage, releasePage } from './unload-guard.ts';

/** Seconds of one voice message; far below the 64 MB of an upload (M-2), and nobody listens longer. */
export const MAX_SECONDS = 15 * 60;
/** Shorter is a slip of the finger. */
const MIN_SECONDS = 0.3;

export interface VoiceRecording {
  file: File;
  seconds: number;
  end: RecordingEnd;
}

/** Who is given a finished recording, by what was asked for it. */
export type RecorderEars = Record<'keep' | 'send' | 'drop', (recording: VoiceRecording) => void> & {
  started: () => void;
  /** Ten times a second while it records. */
  heard: () => void;
};

/** One microphone and one file of it: does what `stepRecorder` orders. Outlives the composer while it closes a file. */
export class VoiceRecorder {
  state = $state.raw<RecorderState>({ name: 'idle' });
  seconds = $state(0);
  bars = $state.raw<readonly number[]>([]);
  isSilent = $state(false);
  readonly #ears: RecorderEars;
  /** Of the present press; one that is over is never heard again. */
  #attempt = new AbortController();
  #track: MediaStreamTrack | null = null;
  #tape: Tape | null = null;
  #finished: VoiceRecording | null = null;

  constructor(ears: RecorderEars) {
    this.#ears = ears;
  }

  take(input: RecorderInput): void {
    const { state, order } = stepRecorder(this.state, input);
    this.state = state;
    if (state.name === 'recording' || state.name === 'closing') holdPage(this);
    if (order) this.#do(order);
    if (this.state.name === 'idle' || this.state.name === 'refused') releasePage(this);
  }

  #do(order: RecorderOrder): void {
    if (order === 'open') void this.#open();
    else if (order === 'close') void this.#close();
    else if (order === 'abandon') this.#letGo();
    else if (this.#finished) this.#ears[order](this.#finished);
  }

  async #open(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.seconds = 0;
    this.bars = [];
    this.isSilent = false;
    this.#finished = null;
    // The library is fetched while the person reads the question of the browser.
    // No server renders it: its bundle goes without.
    const library = import.meta.env.SSR ? null : import('./ogg-tape.ts').catch(() => null);
    const opened = await openMicrophone();
    if ('refusal' in opened) {
      if (!attempt.signal.aborted) this.take({ kind: 'refused', why: opened.refusal });
      return;
    }
    const { track } = opened;
    // Also when it was cancelled meanwhile: the light of the microphone goes out.
    attempt.signal.addEventListener('abort', () => track.stop(), { once: true });
    if (attempt.signal.aborted) return track.stop();
    this.#track = track;
    const loaded = await library;
    if (attempt.signal.aborted) return;
    try {
      if (!loaded) throw new Error('The recording part of the page could not be loaded.');
      track.addEventListener('ended', () => this.take({ kind: 'lost' }));
      const tape = await loaded.startOggTape(track, this.#listener(attempt.signal));
      // Cancelled while the encoder began: its file is ended and forgotten.
      if (attempt.signal.aborted) return void tape.close().catch(() => undefined);
      this.#tape = tape;
      this.take({ kind: 'opened' });
      this.#ears.started();
    } catch {
      this.#letGo();
      this.take({ kind: 'refused', why: loaded ? 'failed' : 'unloaded' });
    }
  }

  #listener(signal: AbortSignal) {
    const meter = new LevelMeter();
    return {
      onsound: (samples: Float32Array, sampleRate: number): void => {
        if (!meter.add(samples, sampleRate) || signal.aborted) return;
        this.seconds = meter.seconds;
        this.bars = meter.bars;
        this.isSilent = meter.isSilent;
        this.#ears.heard();
        if (meter.seconds >= MAX_SECONDS) this.take({ kind: 'limit' });
      },
      onlost: (): void => {
        if (!signal.aborted) this.take({ kind: 'lost' });
      },
    };
  }

  /** The microphone first: the file may take its time. */
  async #close(): Promise<void> {
    const tape = this.#tape;
    const { seconds } = this;
    this.#letGo();
    try {
      const blob = await tape?.close();
      const isEmpty = !blob || seconds < MIN_SECONDS;
      if (!isEmpty && this.state.name === 'closing') {
        const file = new File([blob], 'voice.ogg', { type: blob.type });
        this.#finished = { file, seconds, end: this.state.end };
      }
      this.take({ kind: 'closed', isEmpty });
    } catch {
      // A file of which nothing was written: without a sound that is no fault.
      this.take(seconds < MIN_SECONDS ? { kind: 'closed', isEmpty: true } : { kind: 'broken' });
    }
  }

  #letGo(): void {
    this.#attempt.abort();
    this.#track?.stop();
    this.#track = null;
    this.#tape = null;
  }
}
