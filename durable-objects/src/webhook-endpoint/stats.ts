import { ok, refuse, type Result, type WebhookStats } from '@waqtor/contracts';
import { breakerState } from '@waqtor/core/webhook/circuit-breaker';
import type { Endpoint } from './endpoint.ts';
import { hoursOf, STATS_HOURS } from './tallies.ts';

/** W-5: how an endpoint does, of the last 24 hours. Times are within a twentieth. */
export const readStats = (endpoint: Endpoint, now: number): Result<WebhookStats> => {
  if (!endpoint.settings) return refuse('not_found');
  const tallies = endpoint.tallies.read(now);
  const sum = (kind: string, name?: string): number =>
    tallies
      .filter((tally) => tally.kind === kind && (name === undefined || tally.name === name))
      .reduce((total, { count }) => total + count, 0);
  const attempts = tallies.filter(({ kind }) => kind === 'attempt');
  const succeeded = sum('attempt', 'ok');
  const total = sum('attempt');
  const byErrorCode: Record<string, number> = {};
  for (const { name, count } of attempts) if (name !== 'ok') byErrorCode[name] = (byErrorCode[name] ?? 0) + count;
  const times = tallies.filter(({ kind }) => kind === 'ms').map(({ name, count }) => ({ ms: Number(name), count }));
  const breaker = endpoint.pacing.breaker();
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return ok({
    windowHours: STATS_HOURS,
    deliveries: sum('delivery', 'added'),
    delivered: sum('delivery', 'delivered'),
    failed: sum('delivery', 'failed'),
    successRate: total === 0 ? null : succeeded / total,
    p50Ms: shareOf(times, 0.5),
    p95Ms: shareOf(times, 0.95),
    queued: endpoint.queue.pending() + endpoint.queue.sending(),
    oldestQueuedAt: iso(oldestQueuedAt(endpoint.sql)),
    breaker: { state: breakerState(breaker, now), openUntil: iso(breaker.openUntil) },
    byErrorCode,
    hours: hoursOf(now).map((at) => {
      const ofHour = attempts.filter((tally) => tally.at === at);
      const count = (isOk: boolean): number =>
        ofHour.filter(({ name }) => (name === 'ok') === isOk).reduce((all, one) => all + one.count, 0);
      return { at: new Date(at).toISOString(), succeeded: count(true), failed: count(false) };
    }),
  });
};

/** Nearest rank among counted times; null without any. */
const shareOf = (times: { ms: number; count: number }[], share: number): number | null => {
  const all = times.reduce((total, { count }) => total + count, 0);
  let left = Math.max(1, Math.ceil(all * share));
  for (const { ms, count } of times.toSorted((a, b) => a.ms - b.ms)) {
    left -= count;
    if (left <= 0) return ms;
  }
  return null;
};

/** The oldest of those that wait is the one with the lowest number, in either state. */
const oldestQueuedAt = (sql: SqlStorage): number | null => {
  const first = (state: string): number[] =>
    sql
      .exec<{ at: number }>('SELECT created_at AS at FROM deliveries WHERE state = ? ORDER BY n LIMIT 1', state)
      .toArray()
      .map(({ at }) => at);
  const found = [...first('pending'), ...first('sending')];
  return found.length === 0 ? null : Math.min(...found);
};
