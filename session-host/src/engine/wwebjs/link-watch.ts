import type { BrowserSession } from './browser-session.ts';
import { librarySource } from './patches/library-source.ts';
import { LINK_REPAIRS } from './patches/registry.ts';
import type { PageWindow } from './page-window.ts';

declare const window: PageWindow;

const TICK_MS = 500;
const ANSWER_WITHIN_MS = 5_000;

/**
 * Looks at a page that is being linked, runs the repairs that the installed library still needs, and sees when the
 * account is open elsewhere, of which the library hears only later. `takesOver`: it is wanted here.
 */
export class LinkWatch {
  readonly #browser: BrowserSession;
  readonly #isAuthenticated: () => boolean;
  readonly #takesOver: boolean;
  readonly #onConflict: () => void;
  readonly #repairs = LINK_REPAIRS.filter((repair) => repair.isInLibrary(librarySource)).map(({ id, create }) => ({
    id,
    look: create(),
  }));
  #timer: NodeJS.Timeout | null = null;

  constructor(browser: BrowserSession, isAuthenticated: () => boolean, takesOver: boolean, onConflict: () => void) {
    this.#browser = browser;
    this.#isAuthenticated = isAuthenticated;
    this.#takesOver = takesOver;
    this.#onConflict = onConflict;
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
    if (state.socket === 'CONFLICT') {
      if (!this.#takesOver) return this.#onConflict();
      const takeOver = () => window.require('WAWebSocketModel').Socket.takeover();
      return this.#browser.evaluate('take the account over', (page) => page.evaluate(takeOver), signal);
    }
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
