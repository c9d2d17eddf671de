import type { BrowserSession } from './browser-session.ts';
import type { PageWindow } from './page-window.ts';

declare const window: PageWindow;

const TICK_MS = 500;
const ANSWER_WITHIN_MS = 5_000;
/** Synced, but the library has not noticed for so many ticks: it missed the event. */
const MISSED_AFTER_TICKS = 3;

/**
 * What the library does not see while a session is being linked, done from outside:
 * the page was in sync before the library listened, so `ready` never comes; the QR went idle, where the library asks
 * for a new one with a call that exists in the page only; and the account is open elsewhere, of which it hears only
 * later. `takesOver`: it is wanted here.
 */
export class LinkWatch {
  readonly #browser: BrowserSession;
  readonly #isAuthenticated: () => boolean;
  readonly #takesOver: boolean;
  readonly #onConflict: () => void;
  #timer: NodeJS.Timeout | null = null;
  #missedTicks = 0;

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
    const { socket, hasSynced, isInjected } = await this.#browser.call('state', undefined, signal);
    if (socket === 'UNPAIRED_IDLE') {
      await this.#browser.evaluate(
        'refresh the QR',
        (page) => page.evaluate(() => window.require('WAWebCmd').Cmd.refreshQR()),
        signal,
      );
      return;
    }
    if (socket === 'CONFLICT') {
      if (!this.#takesOver) return this.#onConflict();
      await this.#browser.evaluate(
        'take the account over',
        (page) => page.evaluate(() => window.require('WAWebSocketModel').Socket.takeover()),
        signal,
      );
      return;
    }
    this.#missedTicks = socket === 'CONNECTED' && hasSynced && !isInjected ? this.#missedTicks + 1 : 0;
    if (this.#missedTicks < MISSED_AFTER_TICKS) return;
    this.#missedTicks = 0;
    await this.#browser.evaluate(
      'tell the library of the sync',
      (page) => page.evaluate(() => window.onAppStateHasSyncedEvent?.()),
      signal,
    );
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
