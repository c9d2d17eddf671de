import type { AttemptResult } from '@waqtor/contracts';
import { breakerAfter } from '@waqtor/core/webhook/circuit-breaker';
import type { DeliveryRow } from './delivery-row.ts';
import type { Endpoint } from './endpoint.ts';
import { watchFailing } from './notices.ts';
import { outcomeOf } from './outcome.ts';
import { countSettled } from './recovery/progress.ts';
import { setFailingSince, type Settings } from './settings.ts';
import { boundOf } from './tallies.ts';

/** Writes what became of the attempts of one call, all or none. Rows as they were taken, with their results. */
export const recordResults = (endpoint: Endpoint, taken: readonly DeliveryRow[], results: AttemptResult[]): void => {
  const now = Date.now();
  endpoint.ctx.storage.transactionSync(() => {
    for (const [index, row] of taken.entries()) {
      const result = results[index];
      // Read anew for each: one before it may have disabled the endpoint.
      const { settings } = endpoint;
      const current = endpoint.queue.get(row.id);
      if (!result || !settings || !current) continue;
      recordOne(endpoint, settings, row, current, result, now);
    }
  });
};

const recordOne = (
  endpoint: Endpoint,
  settings: Settings,
  row: DeliveryRow,
  current: DeliveryRow,
  result: AttemptResult,
  now: number,
): void => {
  endpoint.log.record({ ...current, cause: row.cause }, result);
  const isSuccess = result.errorCode === null;
  if (row.is_test === 0) {
    endpoint.tallies.count(now, 'attempt', result.errorCode ?? 'ok');
    if (isSuccess) endpoint.tallies.count(now, 'ms', String(boundOf(result.durationMs)));
  }
  const isSettled = current.state === 'delivered' || current.state === 'failed';
  // Taken for lost meanwhile, and perhaps tried again: that it came after all settles it, that it failed says nothing.
  const isLate = current.state !== 'sending' || current.attempts !== row.attempts;
  if (isLate && (isSettled || !isSuccess)) return;
  const outcome = outcomeOf(settings, isLate ? row : current, result, now, Math.random());
  endpoint.queue.settle(current, outcome.state, outcome);
  judgeEndpoint(endpoint, settings, row, isSuccess, outcome.failingSince, now);
  if (outcome.state === 'delivered' || outcome.state === 'failed') countOutcome(endpoint, current, outcome.state, now);
  // Also of one that is again what it was: by hand it may have kept its lane busy.
  if (settings.ordered && outcome.dueAt === null) endpoint.queue.promote(current.lane, now);
  if (outcome.disable) endpoint.disable(outcome.disable, now);
};

const judgeEndpoint = (
  endpoint: Endpoint,
  settings: Settings,
  row: DeliveryRow,
  isSuccess: boolean,
  failingSince: number | null,
  now: number,
): void => {
  if (failingSince !== settings.failingSince) {
    setFailingSince(endpoint.sql, failingSince);
    if (failingSince !== null) watchFailing(endpoint, failingSince);
  }
  // What an operator tries by hand may show that the receiver works, and never that it does not.
  if (!isSuccess && row.cause !== 'schedule' && row.cause !== 'recovery') return;
  const before = endpoint.pacing.breaker();
  const after = breakerAfter(before, isSuccess, now);
  if (after.failures !== before.failures || after.openUntil !== before.openUntil) endpoint.pacing.saveBreaker(after);
};

const countOutcome = (endpoint: Endpoint, row: DeliveryRow, state: 'delivered' | 'failed', now: number): void => {
  // One that is again what it was before an attempt by hand is counted already.
  if (row.is_test === 0 && row.held_state !== state) endpoint.tallies.count(now, 'delivery', state);
  if (row.recovering === 1) countSettled(endpoint.sql, state);
};
