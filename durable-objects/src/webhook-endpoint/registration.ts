import { logError } from '../shared/log.ts';
import type { Endpoint } from './endpoint.ts';
import { REGISTER_JOB } from './jobs.ts';
import { readSettings } from './settings.ts';

/** Should the object die before the first try, the alarm does it. */
const SAFETY_MS = 2_000;

/**
 * Keeps the hub's copy of the subscription true: requested in the transaction of the change, retried by alarm,
 * single-flight so that an older state cannot arrive last.
 */
export class Registration {
  readonly #endpoint: Endpoint;
  #running: Promise<void> | null = null;
  #isRequested = false;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Inside the transaction of the change. */
  request(): void {
    this.#isRequested = true;
    this.#endpoint.schedule.at(REGISTER_JOB, Date.now() + SAFETY_MS);
  }

  /** Tries at once when a change was requested; a failure is the alarm's. */
  async kick(): Promise<void> {
    if (!this.#isRequested) return;
    try {
      await this.run();
    } catch (error) {
      logError('The hub was not told of an endpoint; it is told again.', error);
    }
  }

  /** The handler of REGISTER_JOB: throws what the hub's call threw, so that the alarm backs off. */
  async run(): Promise<void> {
    this.#running ??= this.#tell().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #tell(): Promise<void> {
    for (;;) {
      const settings = readSettings(this.#endpoint.sql);
      if (!settings) return;
      const { workspaceId, endpointId, events, sessionId, filter, enabled, version } = settings;
      const hub = this.#endpoint.hub(workspaceId);
      if (settings.isRemoved) await hub.removeEndpoint(endpointId);
      else await hub.putEndpoint(workspaceId, { endpointId, events, sessionId, filter, enabled });
      if (readSettings(this.#endpoint.sql)?.version === version) break;
    }
    this.#isRequested = false;
    this.#endpoint.schedule.cancel(REGISTER_JOB);
  }
}
