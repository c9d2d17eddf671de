import { ok, refuse, type Result, type WaqtorEvent, type webhookTestResponse } from '@waqtor/contracts';
import { deliveryIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import type * as z from 'zod';
import { logError } from '../shared/log.ts';
import type { Endpoint } from './endpoint.ts';

/** W-5: sends an example once, now, also while the endpoint is disabled; one attempt, no retry, no verdict. */
export const sendTest = async (
  endpoint: Endpoint,
  example: WaqtorEvent,
  name: string,
): Promise<Result<z.infer<typeof webhookTestResponse>>> => {
  const { settings, queue } = endpoint;
  if (!settings) return refuse('not_found');
  const now = Date.now();
  // A receiver rightly ignores an id that it has seen: the example of the catalogue sent again is another event.
  const isKnown = queue.has(deliveryIdOf(settings.endpointId, example.id));
  const event = isKnown ? { ...example, id: newId('evt', now) } : example;
  queue.add(settings, { event, name, cause: 'test' }, now);
  const row = queue.get(deliveryIdOf(settings.endpointId, event.id));
  if (!row) return refuse('internal');
  try {
    const { status, errorCode, durationMs, requestHeaders, responseHeaders, responseExcerpt } =
      await endpoint.deliverOnce(settings, row);
    return ok({ deliveryId: row.id, status, errorCode, durationMs, requestHeaders, responseHeaders, responseExcerpt });
  } catch (error) {
    logError('The delivery worker did not answer a test.', error);
    queue.settle(row, 'failed', { failures: row.failures, dueAt: null });
    return refuse('unavailable');
  }
};
