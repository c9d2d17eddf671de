import type { AttemptResult } from '@waqtor/contracts';
import { FAILING_LIMIT_MS, nextAttemptDelayMs } from '@waqtor/core/webhook/retry-schedule';
import type { DeliveryRow } from './delivery-row.ts';
import type { DisabledReason, Settings } from './settings.ts';

/** What an attempt means for its delivery and its endpoint (W-4); pure. */
export interface Outcome {
  state: DeliveryRow['state'];
  dueAt: number | null;
  failures: number;
  failingSince: number | null;
  disable: Exclude<DisabledReason, 'operator'> | null;
}

export const outcomeOf = (
  settings: Pick<Settings, 'retry' | 'failingSince'>,
  delivery: Pick<DeliveryRow, 'failures' | 'is_test' | 'cause' | 'held_state' | 'held_due'>,
  result: Pick<AttemptResult, 'errorCode' | 'retryAfterMs'>,
  now: number,
  jitter: number,
): Outcome => {
  const { failures } = delivery;
  if (result.errorCode === null)
    return { state: 'delivered', dueAt: null, failures, failingSince: null, disable: null };
  // A test is asked for by a person who reads the answer: no second attempt, and no verdict about the endpoint.
  if (delivery.is_test === 1)
    return { state: 'failed', dueAt: null, failures, failingSince: settings.failingSince, disable: null };
  const isGone = result.errorCode === 'gone';
  if (delivery.cause === 'manual')
    return {
      // Beside the schedule: it is again what it was, and what was delivered once stays so.
      state: delivery.held_state ?? 'failed',
      dueAt: delivery.held_due,
      failures,
      failingSince: settings.failingSince,
      disable: isGone ? 'gone' : null,
    };
  const failingSince = settings.failingSince ?? now;
  if (isGone) return { state: 'failed', dueAt: null, failures: failures + 1, failingSince, disable: 'gone' };
  const delayMs = nextAttemptDelayMs(settings.retry, failures + 1, jitter, result.retryAfterMs);
  return {
    state: delayMs === null ? 'failed' : 'pending',
    dueAt: delayMs === null ? null : now + delayMs,
    failures: failures + 1,
    failingSince,
    disable: now - failingSince >= FAILING_LIMIT_MS ? 'failing' : null,
  };
};
