import type { BrowserSession } from './browser-session.ts';
import { librarySource } from './patches/library-source.ts';
import { LINK_REPAIRS } from './patches/registry.ts';

const TICK_MS = 500;
const ANSWER_WITHIN_MS = 5_000;

/** Looks at a page that is being linked and runs the repairs that the installed library still needs. */
export class LinkWatch {
  readonly #browser: BrowserSession;
  readonly #isAuthenticated: () => boolean;
  readonly #repairs = LINK_REPAIRS.filter((repair) => repair.isInLibrary(librarySource)).map(({ id, create }) => ({
    id,
    look: create(),
  }));
  #timer: NodeJS.Timeout | null = null;

  constructor(browser: BrowserSession, isAuthenticated: () => boolean) {
    this.#browser = browser;
    this.#isAuthenticated = isAuthenticated;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#tick()
        // A page that does not answer is the probe's finding, not ours.
        .catch(() => undefined)
        .finally(() => {
          if (this.#timer && !this.#isAuthenticated()) this.start();
        });
    }, TICK_MS);
  }

  async #tick(): Promise<void> {
    if (this.#isAuthenticated()) return;
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const state = await this.#browser.call('state', undefined, signal);
    for (const { id, look } of this.#repairs) {
      const repair = look(state);
      if (repair) await this.#browser.evaluate(id, (page) => page.evaluate(repair), signal);
    }
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
