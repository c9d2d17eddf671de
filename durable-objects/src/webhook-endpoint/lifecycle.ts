import { ok, refuse, type EndpointInit, type Result, type Webhook } from '@waqtor/contracts';
import type { Endpoint } from './endpoint.ts';
import { failHeldBack, forgetDeliveries } from './purge.ts';
import { entomb, insertSettings, patchSettings, readSettings, toWebhook, type EndpointPatch } from './settings.ts';

const described = (endpoint: Endpoint): Result<Webhook> => {
  const { settings } = endpoint;
  return settings ? ok(toWebhook(settings)) : refuse('not_found');
};

/** The only call that gives birth to an endpoint. Repeated it is a no-op; a removed one does not come back. */
export const createEndpoint = async (endpoint: Endpoint, init: EndpointInit): Promise<Result<Webhook>> => {
  if (!readSettings(endpoint.sql)) {
    endpoint.ctx.storage.transactionSync(() => {
      insertSettings(endpoint.sql, init, Date.now());
      endpoint.registration.request();
    });
  }
  // Awaited: whoever gets the answer may count on every event from now on.
  await endpoint.registration.kick();
  return described(endpoint);
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
    if (patch.enabled === true && !settings.enabled) failHeldBack(endpoint.sql, now);
    patchSettings(endpoint.sql, settings, patch, now);
    if (patch.enabled === false && settings.enabled) endpoint.tellDisabled(settings.endpointId, 'operator', now);
    endpoint.registration.request();
  });
  endpoint.outbox.kick();
  await endpoint.registration.kick();
  endpoint.pump();
  return described(endpoint);
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
