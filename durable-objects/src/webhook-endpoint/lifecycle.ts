import { ok, refuse, type EndpointInit, type EndpointPatch, type Result, type Webhook } from '@waqtor/contracts';
import type { Endpoint } from './endpoint.ts';
import { failHeldBack, forgetDeliveries } from './purge.ts';
import { cancelRunning } from './recovery/progress.ts';
import { entomb, insertSettings, patchSettings, readSettings, setFailingSince, type Settings } from './settings.ts';
import { toWebhook } from './to-webhook.ts';

export const describeEndpoint = (endpoint: Endpoint): Result<Webhook> => {
  const { settings } = endpoint;
  return settings ? ok(toWebhook(settings)) : refuse('not_found');
};

/**
 * The only call that gives birth to an endpoint, and its one transaction is the birth: what dies after it is finished
 * by alarm. Repeated it is a no-op; a removed one does not come back.
 */
export const createEndpoint = async (endpoint: Endpoint, init: EndpointInit): Promise<Result<Webhook>> => {
  const known = readSettings(endpoint.sql);
  if (!known?.isListed) {
    endpoint.ctx.storage.transactionSync(() => {
      if (!known) insertSettings(endpoint.sql, init, Date.now());
      endpoint.registration.request();
    });
  }
  // Awaited: whoever gets the answer may count on every event from now on.
  await endpoint.registration.kick();
  if (!readSettings(endpoint.sql)) return refuse('too_many_endpoints');
  // Nobody could find it yet. It comes by itself, and a repetition finds it.
  if (endpoint.settings?.isListed === false) return refuse('unavailable');
  return describeEndpoint(endpoint);
};

export const updateEndpoint = async (
  endpoint: Endpoint,
  patch: EndpointPatch,
  ifUpdatedAt?: string,
): Promise<Result<Webhook>> => {
  const { settings } = endpoint;
  if (!settings) return refuse('not_found');
  if (ifUpdatedAt !== undefined && ifUpdatedAt !== toWebhook(settings).updatedAt) return refuse('precondition_failed');
  const now = Date.now();
  endpoint.ctx.storage.transactionSync(() => {
    patchSettings(endpoint.sql, settings, patch, now);
    if (patch.enabled === true && !settings.enabled) startAfresh(endpoint, settings, now);
    if (patch.enabled === false && settings.enabled) {
      endpoint.tellDisabled(settings.endpointId, 'operator', now);
      cancelRunning(endpoint, now);
    }
    // What the breaker knows is of another receiver.
    if (patch.url !== undefined && patch.url !== settings.url) endpoint.pacing.closeBreaker();
    if (patch.ordered === true && !settings.ordered) endpoint.queue.beginOrder();
    if (patch.ordered === false && settings.ordered) endpoint.queue.endOrder(now);
    endpoint.registration.request();
  });
  return tellAndGoOn(endpoint);
};

/** Also of one that is enabled: whoever has mended the receiver need not wait for the breaker. */
export const enableEndpoint = async (endpoint: Endpoint): Promise<Result<Webhook>> => {
  const { settings } = endpoint;
  if (!settings) return refuse('not_found');
  const now = Date.now();
  endpoint.ctx.storage.transactionSync(() => {
    if (!settings.enabled) patchSettings(endpoint.sql, settings, { enabled: true }, now);
    startAfresh(endpoint, settings, now);
    endpoint.registration.request();
  });
  return tellAndGoOn(endpoint);
};

export const removeEndpoint = async (endpoint: Endpoint): Promise<Result<null>> => {
  if (!endpoint.settings) return refuse('not_found');
  endpoint.ctx.storage.transactionSync(() => {
    entomb(endpoint.sql, Date.now());
    forgetDeliveries(endpoint.sql);
    endpoint.registration.request();
  });
  await endpoint.registration.kick();
  return ok(null);
};

/** Failures are forgotten, and what waited goes out, unless it waited for days. Inside the transaction. */
const startAfresh = (endpoint: Endpoint, settings: Settings, now: number): void => {
  failHeldBack(endpoint.sql, now);
  endpoint.pacing.closeBreaker();
  setFailingSince(endpoint.sql, null);
  endpoint.queue.hasten(now);
  if (settings.ordered) endpoint.queue.promoteAll(now);
};

const tellAndGoOn = async (endpoint: Endpoint): Promise<Result<Webhook>> => {
  endpoint.outbox.kick();
  await endpoint.registration.kick();
  endpoint.pump();
  return describeEndpoint(endpoint);
};
