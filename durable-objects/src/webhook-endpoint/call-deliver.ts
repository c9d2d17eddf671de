import { WEBHOOK_TIMEOUT_MS, type AttemptResult, type DeliverRpc, type DeliveryJob } from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import type { DeliveryRow } from './delivery-row.ts';
import { liveSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';

/**
 * A delivery that is `sending` for longer was lost with us or with the Worker. Twice the time of an attempt: where the
 * platform makes a call wait for a free connection, it is late, not lost.
 */
export const LOST_AFTER_MS = 2 * WEBHOOK_TIMEOUT_MS + 5_000;

/** Has waqtor-webhooks make the attempts, at most MAX_JOBS_PER_DELIVER; results in the order of the rows. */
export const callDeliver = (
  env: ObjectsEnv,
  settings: Settings,
  rows: readonly DeliveryRow[],
): Promise<AttemptResult[]> => {
  const sealedSecrets = liveSecrets(settings, Date.now());
  const jobs = rows.map((row): DeliveryJob => ({
    deliveryId: row.id,
    endpointId: settings.endpointId,
    eventId: row.event_id,
    url: settings.url,
    body: row.body,
    eventName: row.event_name,
    attempt: row.attempts,
    sealedHeaders: settings.sealedHeaders,
    sealedSecrets,
    timeoutMs: WEBHOOK_TIMEOUT_MS,
  }));
  return (env.WEBHOOKS as unknown as DeliverRpc).deliver(jobs);
};
