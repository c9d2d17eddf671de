import { EngineDeaf } from '../engine.ts';
import type { BrowserSession } from './browser-session.ts';
import { Ears } from './ears.ts';

const LISTEN_WITHIN_MS = 5_000;

/** Whether what arrives in the page reaches us, asked of the page itself; nothing goes to WhatsApp for it. */
export class Hearing {
  readonly #browser: BrowserSession;
  readonly #ears = new Ears();

  constructor(browser: BrowserSession) {
    this.#browser = browser;
  }

  /** The page told of this message. */
  note(keyId: string): void {
    this.#ears.note(keyId);
  }

  /** Never fails: where the page does not answer, the next check begins with what it finds. */
  async listenFromNow(): Promise<void> {
    this.#ears.cover();
    const signal = AbortSignal.timeout(LISTEN_WITHIN_MS);
    const arrived = await this.#browser.call('arrived', undefined, signal).catch(() => null);
    if (arrived) this.#ears.listenFrom(arrived);
  }

  /** Our reports subscribe to the page's collection themselves, beside the library. */
  async attach(signal: AbortSignal): Promise<void> {
    await this.#browser.call('listen', undefined, signal);
    await this.listenFromNow();
  }

  /** Rejects with EngineDeaf. */
  async check(signal: AbortSignal): Promise<void> {
    if (this.#ears.areDeafTo(await this.#browser.call('arrived', undefined, signal))) throw new EngineDeaf();
  }
}
