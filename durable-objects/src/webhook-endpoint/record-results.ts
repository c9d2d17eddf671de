import type { AttemptResult } from '@waqtor/contracts';
import { breakerAfter, type Breaker } from '@waqtor/core/webhook/circuit-breaker';
import type { DeliveryRow } from './delivery-row.ts';
import type { Endpoint } from './endpoint.ts';
import { watchFailing } from './notices.ts';
import { outcomeOf } from './outcome.ts';
import { countSettled } from './recovery/progress.ts';
import { setFailingSince, type Settings } from './settings.ts';
import { boundOf, Counts } from './tallies.ts';

/** What the results of one call change beside their deliveries: read and written once, however many they are. */
interface Verdict {
  settings: Settings;
  breaker: Breaker;
  readonly counts: Counts;
}

/** Writes what became of the attempts of one call, all or none. Rows as they were taken, with their results. */
export const recordResults = (endpoint: Endpoint, taken: readonly DeliveryRow[], results: AttemptResult[]): void => {
  const now = Date.now();
  endpoint.ctx.storage.transactionSync(() => {
    const { settings } = endpoint;
    // Removed meanwhile.
    if (!settings) return;
    const before = endpoint.pacing.breaker();
    const verdict: Verdict = { settings, breaker: before, counts: new Counts() };
    for (const [index, row] of taken.entries()) {
      const result = results[index];
      const current = endpoint.queue.at(row.n);
      if (result && current) recordOne(endpoint, verdict, row, current, result, now);
    }
    const { failures, openUntil } = verdict.breaker;
    if (failures !== before.failures || openUntil !== before.openUntil) endpoint.pacing.saveBreaker(verdict.breaker);
    endpoint.tallies.add(now, verdict.counts);
  });
};

const recordOne = (
  endpoint: Endpoint,
  verdict: Verdict,
  row: DeliveryRow,
  current: DeliveryRow,
  result: AttemptResult,
  now: number,
): void => {
  const { settings, counts } = verdict;
  endpoint.log.record({ ...current, cause: row.cause }, result);
  const isSuccess = result.errorCode === null;
  if (row.is_test === 0) {
    counts.count('attempt', result.errorCode ?? 'ok');
    if (isSuccess) counts.count('ms', String(boundOf(result.durationMs)));
  }
  const isSettled = current.state === 'delivered' || current.state === 'failed';
  // Taken for lost meanwhile, and perhaps tried again: that it came after all settles it, that it failed says nothing.
  const isLate = current.state !== 'sending' || current.attempts !== row.attempts;
  if (isLate && (isSettled || !isSuccess)) return endpoint.queue.noteLast(current, result);
  const outcome = outcomeOf(settings, isLate ? row : current, result, now, Math.random());
  endpoint.queue.settle(current, outcome.state, outcome, result);
  judgeEndpoint(endpoint, verdict, row, isSuccess, outcome.failingSince, now);
  if (outcome.state === 'delivered' || outcome.state === 'failed')
    countOutcome(endpoint, counts, current, outcome.state);
  // Also of one that is again what it was: by hand it may have kept its lane busy.
  if (settings.ordered && outcome.dueAt === null) endpoint.queue.promote(current.lane, now);
  if (outcome.disable) endpoint.disable(outcome.disable, now);
};

const judgeEndpoint = (
  endpoint: Endpoint,
  verdict: Verdict,
  row: DeliveryRow,
  isSuccess: boolean,
  failingSince: number | null,
  now: number,
): void => {
  if (failingSince !== verdict.settings.failingSince) {
    setFailingSince(endpoint.sql, failingSince);
    if (failingSince !== null) watchFailing(endpoint, failingSince);
    verdict.settings = { ...verdict.settings, failingSince };
  }
  // What an operator tries by hand may show that the receiver works, and never that it does not.
  if (!isSuccess && row.cause !== 'schedule' && row.cause !== 'recovery') return;
  verdict.breaker = breakerAfter(verdict.breaker, isSuccess, now);
};

const countOutcome = (endpoint: Endpoint, counts: Counts, row: DeliveryRow, state: 'delivered' | 'failed'): void => {
  // One that is again what it was before an attempt by hand is counted already.
  if (row.is_test === 0 && row.held_state !== state) counts.count('delivery', state);
  if (row.recovering === 1) countSettled(endpoint.sql, state);
};
