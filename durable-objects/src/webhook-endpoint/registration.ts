import { MAX_WEBHOOK_ENDPOINTS } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { deleteWebhookEndpoint, insertWebhookEndpoint } from '@waqtor/db/queries/webhook-endpoints';
import { logError } from '../shared/log.ts';
import type { Endpoint } from './endpoint.ts';
import { REGISTER_JOB } from './jobs.ts';
import { forgetSettings, readSettings, setListed, type Settings } from './settings.ts';

/** Should the object die before the first try, the alarm does it. */
const SAFETY_MS = 2_000;

/**
 * Keeps true what others know of the endpoint, the index in D1 and the subscription in the hub: requested in the
 * transaction of the change, retried by alarm, single-flight so that an older state cannot arrive last. The index first:
 * an endpoint that nobody can find would deliver for ever.
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
      logError('Index or hub were not told of an endpoint; they are told again.', error);
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
      if (!settings) break;
      if (settings.isRemoved) await this.#withdraw(settings);
      else if (settings.isListed || (await this.#list(settings))) await this.#subscribe(settings);
      if (readSettings(this.#endpoint.sql)?.version === settings.version) break;
    }
    this.#isRequested = false;
    this.#endpoint.schedule.cancel(REGISTER_JOB);
  }

  /** False when there is no place for it: then it is forgotten, unless it was removed meanwhile. */
  async #list({ workspaceId, endpointId, createdAt }: Settings): Promise<boolean> {
    const { env, sql } = this.#endpoint;
    const row = { id: endpointId, workspaceId, max: MAX_WEBHOOK_ENDPOINTS };
    const isListed = await insertWebhookEndpoint(openDatabase(env.DB), row, new Date(createdAt));
    if (isListed) setListed(sql);
    else if (!readSettings(sql)?.isRemoved) forgetSettings(sql);
    return isListed;
  }

  async #subscribe({ workspaceId, endpointId, events, sessionId, filter, enabled }: Settings): Promise<void> {
    const hub = this.#endpoint.hub(workspaceId);
    await hub.putEndpoint(workspaceId, { endpointId, events, sessionId, filter, enabled });
  }

  async #withdraw({ workspaceId, endpointId }: Settings): Promise<void> {
    await deleteWebhookEndpoint(openDatabase(this.#endpoint.env.DB), workspaceId, endpointId);
    await this.#endpoint.hub(workspaceId).removeEndpoint(endpointId);
  }
}
