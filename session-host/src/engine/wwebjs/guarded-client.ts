import wweb from 'whatsapp-web.js';
import type { ClientOptions } from 'whatsapp-web.js';

const { Client, NoAuth } = wweb;

/** Tells when the browser runs, before the page is asked for anything: from here on it can die. */
class LaunchNotice extends NoAuth {
  constructor(onLaunched: () => Promise<void>) {
    super();
    this.afterBrowserInitialized = onLaunched;
  }
}

/** The library's types leave out `inject`, which it runs after each navigation, and what it does when it is in the page. */
const InjectingClient = Client as unknown as new (
  options: ClientOptions,
) => InstanceType<typeof Client> & { inject(): Promise<void>; attachEventListeners(): Promise<void> };

export interface ClientGuard {
  onLaunched: () => Promise<void>;
  /** The library is in the page and does not listen yet. A rejection breaks the session as a failed injection does. */
  onInjected: () => Promise<void>;
  /** `inject` failed outside of `initialize`: in the library itself this is an unhandled rejection that ends the host. */
  onInjectFailed: (error: unknown) => void;
}

/** The library's client, unmodified but for this: injections and listeners that fail are told, and the page is mended in between. */
export class GuardedClient extends InjectingClient {
  readonly #guard: ClientGuard;
  #isInitialized = false;

  /** The login lies in the browser's own profile: NoAuth leaves it alone, so that nothing is deleted under it. */
  constructor(options: Omit<ClientOptions, 'authStrategy'>, guard: ClientGuard) {
    super({ ...options, authStrategy: new LaunchNotice(() => guard.onLaunched()) });
    this.#guard = guard;
  }

  override async initialize(): Promise<void> {
    await super.initialize();
    this.#isInitialized = true;
  }

  override async inject(): Promise<void> {
    try {
      await super.inject();
    } catch (error) {
      if (!this.#isInitialized) throw error;
      this.#guard.onInjectFailed(error);
    }
  }

  /** Runs in a call of the page, where a failure would be swallowed: `ready` would never come, and nobody knew why. */
  override async attachEventListeners(): Promise<void> {
    try {
      await this.#guard.onInjected();
      await super.attachEventListeners();
    } catch (error) {
      this.#guard.onInjectFailed(error);
      throw error;
    }
  }
}
