import type { JobHandler } from '../../shared/schedule.ts';
import { COUNTERS_JOB } from '../monitor/counters.ts';
import { closeStalled, CREDIT_JOB } from './credit-watch.ts';
import type { LiveSide } from './live-side.ts';
import { checkPrincipals, PRINCIPALS_JOB } from './principal-watch.ts';
import { sweep, SWEEP_JOB } from './sweep.ts';

/** What everybody does who holds sockets. */
export const liveJobs = (side: LiveSide): Record<string, JobHandler> => ({
  [SWEEP_JOB]: () => sweep(side, Date.now()),
  [CREDIT_JOB]: () => closeStalled(side, Date.now()),
  [PRINCIPALS_JOB]: () => checkPrincipals(side, Date.now()),
  [COUNTERS_JOB]: () => void side.counters.save(),
});
