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

/** The library's types leave out `inject`, the method that it runs after each navigation. */
const InjectingClient = Client as unknown as new (
  options: ClientOptions,
) => InstanceType<typeof Client> & { inject(): Promise<void> };

export interface ClientGuard {
  onLaunched: () => Promise<void>;
  /** `inject` failed outside of `initialize`: in the library itself this is an unhandled rejection that ends the host. */
  onInjectFailed: (error: unknown) => void;
}

/** The library's client, unmodified but for one thing: an injection that fails after a navigation is told, not thrown. */
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
}
