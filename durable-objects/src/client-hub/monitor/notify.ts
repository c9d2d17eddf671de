import type { MonitorAlert, NotificationParams } from '@waqtor/contracts';
import type { NotificationFact } from '@waqtor/core/notification/fact';
import { notify } from '../../shared/notify.ts';
import type { Hub } from '../hub.ts';
import type { QuotaNotice } from '../quota/quota-notice.ts';

/** Tells people of raised alerts and of a quota that runs out; armed while some are to be told. */
export const NOTIFY_JOB = 'notify';

type Noted = Pick<NotificationFact, 'code' | 'params' | 'link' | 'groupKey'>;

/** What a row of `notices` says: alerts carry no code, they were there first. */
const noted = (body: MonitorAlert | QuotaNotice): Noted => {
  if ('code' in body) {
    const params: NotificationParams = { percent: body.percent, limit: body.limit };
    return { code: body.code, params, link: '/settings/usage' };
  }
  const { metric, value, limit } = body;
  return { code: 'monitor_alert', params: { metric, value, limit }, link: '/monitor', groupKey: metric };
};

/**
 * The handler of NOTIFY_JOB: one notification for every owner and admin. A notice is struck off only when D1 has taken
 * them; what D1 did not take is tried again by the schedule, and what it took twice is one row.
 */
export const notifyOfNotices = async (hub: Hub): Promise<void> => {
  const { sql, env, log } = hub;
  const rows = sql
    .exec<{ event_id: string; at: number; body: string }>('SELECT event_id, at, body FROM notices ORDER BY at')
    .toArray();
  for (const row of rows) {
    const fact: NotificationFact = {
      workspaceId: log.workspaceId ?? '',
      audience: 'admins',
      factId: row.event_id,
      ...noted(JSON.parse(row.body) as MonitorAlert | QuotaNotice),
      at: new Date(row.at),
    };
    await notify(env, fact, (news) => hub.tellNotifications(news));
    sql.exec('DELETE FROM notices WHERE event_id = ?', row.event_id);
  }
};
