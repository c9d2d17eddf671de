import type { JobHandler } from '../shared/schedule.ts';
import { EXPIRE_JOB, expire } from './commands/expire.ts';
import { HOUSEKEEP_JOB, housekeep } from './housekeep.ts';
import { AUDIT_JOB, auditMerges } from './identity/audit-merges.ts';
import { DISPATCH_JOB, dispatch } from './link/dispatch.ts';
import { LINK_LOST_JOB, LINK_SWEEP_JOB, onLinkLost, sweepLink } from './link/lost.ts';
import { LOST_JOB, NOTIFY_JOB, notifyPeople } from './notices/notice.ts';
import type { Room } from './room.ts';
import { BACKLOG_JOB, workOffBacklog } from './search/backlog.ts';
import { reviewSession } from './session/change-session.ts';
import { REGISTER_JOB, register } from './session/register.ts';
import { STATS_JOB, tellStats } from './session/stats.ts';

/** Everything that a room does by itself, on its one alarm. */
export const roomJobs = (room: Room): Record<string, JobHandler> => ({
  [AUDIT_JOB]: () => auditMerges(room),
  [BACKLOG_JOB]: () => workOffBacklog(room),
  [DISPATCH_JOB]: () => dispatch(room),
  [EXPIRE_JOB]: () => expire(room),
  [HOUSEKEEP_JOB]: () => housekeep(room),
  [LINK_LOST_JOB]: () => onLinkLost(room),
  [LINK_SWEEP_JOB]: () => sweepLink(room),
  [LOST_JOB]: () => room.transact((turn) => reviewSession(room, turn)),
  [NOTIFY_JOB]: () => notifyPeople(room),
  [REGISTER_JOB]: () => register(room),
  [STATS_JOB]: () => tellStats(room),
});
