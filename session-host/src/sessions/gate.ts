import type { SessionEngine } from './session-engine.ts';

/** One period in which commands may run on one engine; `signal` fires when it ends. */
export interface Opening {
  engine: SessionEngine;
  signal: AbortSignal;
}

/** Why commands may not run just now is one of three: no ready engine, no lease, or the session is being closed. */
export class Gate {
  readonly #onOpen: () => void;
  #engine: SessionEngine | null = null;
  #isLeased = false;
  #isClosing = false;
  #opening: { value: Opening; controller: AbortController } | null = null;

  constructor(onOpen: () => void) {
    this.#onOpen = onOpen;
  }

  get opening(): Opening | null {
    return this.#opening?.value ?? null;
  }

  setEngine(engine: SessionEngine | null): void {
    this.#engine = engine;
    this.#update();
  }

  setLeased(isLeased: boolean): void {
    this.#isLeased = isLeased;
    this.#update();
  }

  close(): void {
    this.#isClosing = true;
    this.#update();
  }

  #update(): void {
    const engine = this.#isLeased && !this.#isClosing ? this.#engine : null;
    if (engine === (this.#opening?.value.engine ?? null)) return;
    this.#opening?.controller.abort(new Error('The session is not ready any more'));
    this.#opening = null;
    if (!engine) return;
    const controller = new AbortController();
    this.#opening = { value: { engine, signal: controller.signal }, controller };
    this.#onOpen();
  }
}
