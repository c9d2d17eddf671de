import { logError } from '../shared/log.ts';
import { OUTBOX_JOB } from '../shared/outbox.ts';
import { Schedule } from '../shared/schedule.ts';
import type { Hub } from './hub.ts';
import { FOLD_JOB, foldNames } from './inbox/fold-names.ts';
import { liveJobs } from './live/live-jobs.ts';
import { forgetQuarantined, QUARANTINE_JOB } from './log/intake.ts';
import { TRIM_JOB, trimJob } from './log/retention.ts';
import { COUNTERS_JOB } from './monitor/counters.ts';
import { SNAPSHOT_JOB } from './monitor/monitor.ts';
import { NOTIFY_JOB, notifyOfNotices } from './monitor/notify.ts';

/** Hands the log to one endpoint again; the key is the endpoint id. */
export const DRAIN_JOB = 'drain';
/** Hands the log to one relay again; the key is its number. */
export const RELAY_JOB = 'relay';

export const schedulePart = (hub: Hub): Schedule =>
  new Schedule(
    hub.ctx.storage,
    {
      ...liveJobs(hub),
      // Not awaited: a dead endpoint must not hold up the other jobs of the alarm.
      [DRAIN_JOB]: (endpointId) => hub.drain.resume(endpointId),
      [RELAY_JOB]: (relay) => hub.relays.resume(Number(relay)),
      // More than a relay does with its counts.
      [COUNTERS_JOB]: () => hub.monitor.saveCounts(),
      [SNAPSHOT_JOB]: () => hub.monitor.snapshot(),
      [OUTBOX_JOB]: () => hub.monitor.alerts.outbox.drain(),
      [NOTIFY_JOB]: () => notifyOfNotices(hub),
      [FOLD_JOB]: () => foldNames(hub.sql),
      [TRIM_JOB]: () => trimJob(hub, Date.now()),
      [QUARANTINE_JOB]: () => forgetQuarantined(hub.sql, Date.now()),
    },
    (job, error) => {
      logError('A job of a hub failed; it is retried.', error, { job });
      hub.counters.error(job, 'A job failed and is retried.');
    },
  );
