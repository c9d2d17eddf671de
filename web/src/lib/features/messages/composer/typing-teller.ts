/** Told again while somebody writes; WhatsApp forgets it after some 25 s. */
const AGAIN_MS = 10_000;
/** Nothing was typed for so long: they stopped. */
const PAUSE_MS = 5_000;

type Doing = 'composing' | 'recording';

/** Tells the other side that somebody writes, or speaks: at once, seldom again, and when they stop. */
export class TypingTeller {
  readonly #tell: (state: Doing | 'paused') => void;
  readonly #doing: Doing;
  #toldMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (state: Doing | 'paused') => void, doing: Doing = 'composing') {
    this.#tell = tell;
    this.#doing = doing;
  }

  typed(nowMs = Date.now()): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(), PAUSE_MS);
    if (nowMs - this.#toldMs < AGAIN_MS) return;
    this.#toldMs = nowMs;
    this.#tell(this.#doing);
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#toldMs === 0) return;
    this.#toldMs = 0;
    this.#tell('paused');
  }
}
