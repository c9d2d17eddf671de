import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientOptions } from 'whatsapp-web.js';
import { abortable } from '../abortable.ts';
import { BROWSER_DID_NOT_START, EngineBroken, NETWORK_AWAY } from '../engine.ts';
import type { Chromium } from './chromium.ts';
import { chromiumArgs, USER_AGENT } from './chromium-args.ts';
import type { NetworkKind } from './chromium-args.ts';
import { GuardedClient } from './guarded-client.ts';
import { listenToRejections } from './library-rejections.ts';
import { browserProcessesOf, killProcesses, sweepOrphans } from './orphans.ts';
import { installPageActs } from './page-acts.ts';
import { installPageCalls } from './page-calls.ts';
import { PageChannel } from './page-channel.ts';
import { PageErrors, pageErrorCode } from './page-errors.ts';
import { installPersonNeed } from './page-person.ts';
import { installPageReports } from './page-reports.ts';
import { installPageStates } from './page-states.ts';
import type { PageCalls, PageEvent } from './page-window.ts';
import { fetchSimulatorPage, SIMULATOR_PAGE_VERSION } from './simulator-page.ts';

/** A browser that has not closed by then is killed; `stop` promises 5 s in all. */
const CLOSE_WITHIN_MS = 3_000;
/** The library gives up waiting for the page to run after this; the caller's signal is usually earlier. */
const PAGE_RUNS_WITHIN_MS = 60_000;
/** WhatsApp shows the first QR for a minute, the next for 20 s each. */
const REAL_FIRST_QR_MS = 60_000;
const REAL_NEXT_QR_MS = 20_000;
/** Our functions of the page, in the order in which they build on each other. */
const PAGE_SOURCE = [installPersonNeed, installPageReports, installPageCalls, installPageActs, installPageStates]
  .map((install) => `(${install})();`)
  .join('');

export interface BrowserSettings {
  kind: NetworkKind;
  simulatorUrl: string | null;
  chromium: Chromium;
}
export interface BrowserListener {
  onDied: (what: string, cause: unknown) => void;
  onEvent: (event: PageEvent) => void;
  /** The library is in the page and does not listen yet. */
  onInjected: (page: NonNullable<GuardedClient['pupPage']>) => Promise<void>;
  /** A code without any text of the page, and how often it came. */
  onPageError: (code: string, count: number) => void;
}

/** Chromium's own names for a page that could not be fetched begin so. */
const whatFailed = (cause: unknown): string =>
  cause instanceof Error && cause.message.includes('net::ERR_') ? NETWORK_AWAY : 'start failed';

/** One browser with one page on one profile: launches it, calls into the page with a deadline, and ends it for sure. */
export class BrowserSession {
  readonly #settings: BrowserSettings;
  readonly #userDataDir: string;
  readonly #pageFolder: string;
  readonly #listener: BrowserListener;
  readonly #channel: PageChannel;
  /** Fires when the browser died or ends: whoever waits for the page then need not wait for its deadline. */
  readonly #dead = new AbortController();
  #client: GuardedClient | null = null;
  #qrRotationMs: number | null = null;
  #ending: Promise<void> | null = null;
  #stopListening: (() => void) | null = null;

  constructor(profileDir: string, settings: BrowserSettings, listener: BrowserListener) {
    if ((settings.kind === 'simulator') !== (settings.simulatorUrl !== null)) {
      throw new Error('The address of a simulator belongs to the simulator kind, and only to it.');
    }
    this.#settings = settings;
    this.#userDataDir = join(profileDir, 'browser');
    this.#pageFolder = join(profileDir, 'simulator-page');
    this.#listener = listener;
    this.#channel = new PageChannel((event) => listener.onEvent(event));
    this.#dead.signal.addEventListener('abort', () => this.#channel.end(this.#dead.signal.reason as EngineBroken), {
      once: true,
    });
  }

  get client(): GuardedClient {
    if (!this.#client || this.#dead.signal.aborted) throw new EngineBroken('no browser');
    return this.#client;
  }
  get pid(): number | null {
    return this.#client?.pupBrowser?.process()?.pid ?? null;
  }
  /** Fires when there is no browser to wait for any more. */
  get dead(): AbortSignal {
    return this.#dead.signal;
  }
  /** How long the QR of this attempt is valid. */
  qrLifetimeMs(attempt: number): number {
    return this.#qrRotationMs ?? (attempt === 1 ? REAL_FIRST_QR_MS : REAL_NEXT_QR_MS);
  }

  /** Resolves when the page runs and the library is injected. `attach` subscribes before anything can happen. */
  async launch(attach: (client: GuardedClient) => void, signal: AbortSignal): Promise<void> {
    await sweepOrphans(this.#userDataDir);
    const { simulatorUrl } = this.#settings;
    if (simulatorUrl) {
      this.#qrRotationMs = (await fetchSimulatorPage(simulatorUrl, this.#pageFolder, signal)).qrRotationMs;
    }
    this.#stopListening = listenToRejections((error) => this.#died('unhandled rejection', error));
    const client = new GuardedClient(this.#options(), {
      onLaunched: async () => {
        this.#watch(client);
        if (client.pupPage) await this.#channel.open(client.pupPage);
      },
      onInjected: async () => {
        if (client.pupPage) await this.#listener.onInjected(client.pupPage);
      },
      onInjectFailed: (error) => this.#died('injection failed', error),
    });
    this.#client = client;
    attach(client);
    try {
      await abortable(client.initialize(), AbortSignal.any([signal, this.#dead.signal]), 'start');
    } catch (cause) {
      await this.end(false);
      if (cause instanceof EngineBroken) throw cause;
      throw new EngineBroken(client.pupBrowser ? whatFailed(cause) : BROWSER_DID_NOT_START, { cause });
    }
  }

  #options(): ConstructorParameters<typeof GuardedClient>[0] {
    const { kind, chromium } = this.#settings;
    const isRoot = process.getuid?.() === 0;
    return {
      puppeteer: {
        executablePath: chromium.path,
        headless: chromium.isHeadlessShell ? 'shell' : true,
        args: chromiumArgs(kind, isRoot),
        userDataDir: this.#userDataDir,
        // A pipe instead of a debugging port: nobody else on this machine can drive the browser.
        pipe: true,
        // The session's process decides how it ends, not puppeteer.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      },
      userAgent: USER_AGENT,
      authTimeoutMs: PAGE_RUNS_WITHIN_MS,
      qrMaxRetries: 0,
      // Source text is taken as well as a function; the library's types know the function only.
      evalOnNewDoc: PAGE_SOURCE as unknown as ClientOptions['evalOnNewDoc'],
      ...(kind === 'simulator'
        ? {
            webVersion: SIMULATOR_PAGE_VERSION,
            webVersionCache: { type: 'local', path: this.#pageFolder, strict: true },
          }
        : { webVersionCache: { type: 'none' } }),
    };
  }

  #watch(client: GuardedClient): void {
    client.pupBrowser?.once('disconnected', () => this.#died('browser ended', null));
    // After SIGKILL the browser's children keep the pipe open for a while, so puppeteer does not notice.
    const browser = client.pupBrowser?.process();
    browser?.once('exit', () => this.#died('browser ended', null));
    // Killed with bytes on their way its pipes are reset, which puppeteer does not listen for once it has let go.
    for (const pipe of browser?.stdio ?? []) pipe?.on('error', () => this.#died('browser ended', null));
    client.pupPage?.once('error', (error: Error) => this.#died('page crashed', error));
    const errors = new PageErrors((code, count) => this.#listener.onPageError(code, count));
    client.pupPage?.on('pageerror', (error) => errors.note(pageErrorCode(error)));
    client.pupPage?.on('console', (line) => {
      if (line.type() === 'error') errors.note('console_error');
    });
    client.pupPage?.once('close', () => this.#died('page closed', null));
  }

  #died(what: string, cause: unknown): void {
    this.#dead.abort(new EngineBroken(what, { cause }));
    if (!this.#ending) this.#listener.onDied(what, cause);
  }

  /** Calls one of our functions in the page. Any failure but a refusal in its answer is EngineBroken: uncertain. */
  async call<K extends keyof PageCalls>(
    name: K,
    args: Parameters<PageCalls[K]>[0],
    signal: AbortSignal,
  ): Promise<Awaited<ReturnType<PageCalls[K]>>> {
    if (!this.client.pupPage) throw new EngineBroken('no page');
    // The page's answers are our own code's: the name says their shape.
    const answer = this.#channel.call(name, args) as Promise<Awaited<ReturnType<PageCalls[K]>>>;
    return abortable(answer, signal, name);
  }

  /** Any other piece of work on the page, with the deadline of the signal. */
  async evaluate<T, A extends unknown[]>(
    what: string,
    work: (page: NonNullable<GuardedClient['pupPage']>, ...args: A) => Promise<T>,
    signal: AbortSignal,
    ...args: A
  ): Promise<T> {
    const page = this.client.pupPage;
    if (!page) throw new EngineBroken('no page');
    const translated = work(page, ...args).catch((cause: unknown) => {
      throw new EngineBroken(what, { cause });
    });
    return abortable(translated, AbortSignal.any([signal, this.#dead.signal]), what);
  }

  /** Closes the browser, kills what is left of it, and with `wipe` removes the login. Every call gets the same end. */
  end(wipe: boolean): Promise<void> {
    this.#ending ??= this.#close();
    this.#dead.abort(new EngineBroken('ended'));
    return wipe ? this.#ending.then(() => this.#wipe()) : this.#ending;
  }

  async #close(): Promise<void> {
    const tree = browserProcessesOf(this.#userDataDir);
    const closed = this.#client?.pupBrowser?.close() ?? Promise.resolve();
    // A frozen or dead browser never answers; it is killed below.
    await abortable(closed, AbortSignal.timeout(CLOSE_WITHIN_MS), 'close').catch(() => undefined);
    await killProcesses(tree);
    await sweepOrphans(this.#userDataDir);
    this.#client?.removeAllListeners();
    this.#stopListening?.();
  }

  async #wipe(): Promise<void> {
    await rm(this.#userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
