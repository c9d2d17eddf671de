import type { AttemptResult } from '@waqtor/contracts';
import { FAILING_LIMIT_MS, nextAttemptDelayMs } from '@waqtor/core/webhook/retry-schedule';
import type { DeliveryRow } from './delivery-store.ts';
import type { DisabledReason, Settings } from './settings.ts';

/** What an attempt means for its delivery and its endpoint (W-4); pure. */
export interface Outcome {
  state: 'delivered' | 'failed' | 'pending';
  dueAt: number | null;
  failingSince: number | null;
  disable: DisabledReason | null;
}

export const outcomeOf = (
  settings: Pick<Settings, 'retry' | 'failingSince'>,
  delivery: Pick<DeliveryRow, 'failures' | 'is_test'>,
  result: Pick<AttemptResult, 'errorCode' | 'retryAfterMs'>,
  now: number,
  jitter: number,
): Outcome => {
  if (result.errorCode === null) return { state: 'delivered', dueAt: null, failingSince: null, disable: null };
  // A test is asked for by a person who reads the answer: no second attempt, and no verdict about the endpoint.
  if (delivery.is_test === 1) {
    return { state: 'failed', dueAt: null, failingSince: settings.failingSince, disable: null };
  }
  const failingSince = settings.failingSince ?? now;
  if (result.errorCode === 'gone') return { state: 'failed', dueAt: null, failingSince, disable: 'gone' };
  const delayMs = nextAttemptDelayMs(settings.retry, delivery.failures + 1, jitter, result.retryAfterMs);
  return {
    state: delayMs === null ? 'failed' : 'pending',
    dueAt: delayMs === null ? null : now + delayMs,
    failingSince,
    disable: now - failingSince >= FAILING_LIMIT_MS ? 'failing' : null,
  };
};
