import { logError } from '../shared/log.ts';
import { Schedule } from '../shared/schedule.ts';
import type { Hub } from './hub.ts';
import { liveJobs } from './live/live-jobs.ts';
import { TRIM_JOB, trimJob } from './log/retention.ts';

/** Hands the log to one endpoint again; the key is the endpoint id. */
export const DRAIN_JOB = 'drain';

export const schedulePart = (hub: Hub): Schedule =>
  new Schedule(
    hub.ctx.storage,
    {
      ...liveJobs(hub),
      // Not awaited: a dead endpoint must not hold up the other jobs of the alarm.
      [DRAIN_JOB]: (endpointId) => hub.drain.resume(endpointId),
      [TRIM_JOB]: () => trimJob(hub, Date.now()),
    },
    (job, error) => {
      logError('A job of a hub failed; it is retried.', error, { job });
      hub.counters.error(job, 'A job failed and is retried.');
    },
  );
