import { HUB_SILENCE_LIMIT_MS } from '@waqtor/contracts';
import { logError } from '../shared/log.ts';
import { OUTBOX_JOB } from '../shared/outbox.ts';
import { Schedule } from '../shared/schedule.ts';
import type { Hub } from './hub.ts';
import { COUNTERS_JOB } from './monitor/counters.ts';
import { SNAPSHOT_JOB } from './monitor/monitor.ts';
import { NOTIFY_JOB, notifyOfAlerts } from './monitor/notify.ts';
import { TRIM_JOB, trimJob } from './retention.ts';

/** Closes silent sockets; armed only while sockets exist (H-7). */
export const SWEEP_JOB = 'sweep';
/** Hands the log to one endpoint again; the key is the endpoint id. */
export const DRAIN_JOB = 'drain';

/** A sweep is never sooner than this, so that sockets which fall silent one by one are closed together. */
const MIN_SWEEP_MS = 5_000;

export const schedulePart = (hub: Hub): Schedule =>
  new Schedule(
    hub.ctx.storage,
    {
      [SWEEP_JOB]: () => sweep(hub, Date.now()),
      // Not awaited: a dead endpoint must not hold up the other jobs of the alarm.
      [DRAIN_JOB]: (endpointId) => hub.drain.resume(endpointId),
      [COUNTERS_JOB]: () => hub.monitor.saveCounts(),
      [SNAPSHOT_JOB]: () => hub.monitor.snapshot(),
      [OUTBOX_JOB]: () => hub.monitor.alerts.outbox.drain(),
      [NOTIFY_JOB]: () => notifyOfAlerts(hub),
      [TRIM_JOB]: () => trimJob(hub, Date.now()),
    },
    (job, error) => {
      hub.counters.error(job, 'A job failed; it is retried.');
      logError('A job of a hub failed; it is retried.', error, { job });
    },
  );

/** Closes what was silent too long; answers when to look again, undefined without sockets. */
export const sweep = (hub: Hub, now: number): number | undefined => {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const connection of hub.connections.all()) {
    const silentMs = now - hub.connections.lastSeenAt(connection);
    if (silentMs < HUB_SILENCE_LIMIT_MS) {
      nextMs = Math.min(nextMs, HUB_SILENCE_LIMIT_MS - silentMs);
      continue;
    }
    // 1001: a client that was only asleep reconnects after a jitter (H-12).
    connection.close(1001, 'silent');
    hub.connections.forget(connection.ws);
  }
  return Number.isFinite(nextMs) ? Math.max(MIN_SWEEP_MS, nextMs) : undefined;
};
