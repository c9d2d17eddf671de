import { ok, refuse, type Result, type WaqtorEvent, type webhookTestResponse } from '@waqtor/contracts';
import { deliveryIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import type * as z from 'zod';
import { logError } from '../shared/log.ts';
import type { Endpoint } from './endpoint.ts';

/** W-5: sends `webhook.test` once, now, also while the endpoint is disabled; one attempt, no retry. */
export const sendTest = async (endpoint: Endpoint): Promise<Result<z.infer<typeof webhookTestResponse>>> => {
  const { settings, deliveries } = endpoint;
  if (!settings) return refuse('not_found');
  const now = Date.now();
  const event: WaqtorEvent = {
    id: newId('evt', now),
    type: 'webhook.test',
    version: 1,
    timestamp: new Date(now).toISOString(),
    data: { endpointId: settings.endpointId, message: 'This is a test delivery.' },
  };
  deliveries.add(settings.endpointId, event, event.type, now, true);
  const row = deliveries.get(deliveryIdOf(settings.endpointId, event.id));
  if (!row) return refuse('internal');
  try {
    const { status, errorCode, durationMs, responseExcerpt } = await endpoint.deliverOnce(settings, row);
    return ok({ status, errorCode, durationMs, responseExcerpt });
  } catch (error) {
    logError('The delivery worker did not answer a test.', error);
    deliveries.settle(row.id, 'failed', { failed: true, dueAt: null });
    return refuse('unavailable');
  }
};
