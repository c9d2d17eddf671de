import type { BrowserSession } from './browser-session.ts';
import type { PersonNeed } from './page-window.ts';

const LOOK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;

/** Looks whether the page waits for a person: a passkey, or a dialog that only the phone can answer (S-1). */
export class PersonWatch {
  readonly #browser: BrowserSession;
  readonly #onChange: (need: PersonNeed | null) => void;
  #timer: NodeJS.Timeout | null = null;
  #need: PersonNeed | null = null;

  constructor(browser: BrowserSession, onChange: (need: PersonNeed | null) => void) {
    this.#browser = browser;
    this.#onChange = onChange;
  }

  /** The page waits for somebody now. */
  get isNeeded(): boolean {
    return this.#need !== null;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#look()
        // A page that does not answer is the probe's finding, not ours.
        .catch(() => undefined)
        .finally(() => {
          if (this.#timer) this.start();
        });
    }, LOOK_EVERY_MS);
  }

  async #look(): Promise<void> {
    const need = await this.#browser.call('personNeed', undefined, AbortSignal.timeout(ANSWER_WITHIN_MS));
    if (need === this.#need || !this.#timer) return;
    this.#need = need;
    this.#onChange(need);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
