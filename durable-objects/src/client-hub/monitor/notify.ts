import type { MonitorAlert } from '@waqtor/contracts';
import { notificationIdOf } from '@waqtor/core/deterministic-id';
import { openDatabase } from '@waqtor/db/queries/database';
import { notifyAdministrators } from '@waqtor/db/queries/notifications';
import type { Hub } from '../hub.ts';

/** Tells people of raised alerts; armed while some are to be told. */
export const NOTIFY_JOB = 'notify';

/** Path of the monitor in the dashboard. */
const MONITOR_LINK = '/monitor';

/**
 * The handler of NOTIFY_JOB: one notification for every owner and admin. An alert is struck off only when D1 has taken
 * them; what D1 did not take is tried again by the schedule, and what it took twice is one row.
 */
export const notifyOfAlerts = async (hub: Hub): Promise<void> => {
  const { sql, env, log } = hub;
  const rows = sql
    .exec<{ event_id: string; at: number; body: string }>('SELECT event_id, at, body FROM notices ORDER BY at')
    .toArray();
  for (const row of rows) {
    const { metric, value, limit } = JSON.parse(row.body) as MonitorAlert;
    await notifyAdministrators(openDatabase(env.DB), {
      workspaceId: log.workspaceId ?? '',
      idOf: (userId) => notificationIdOf(row.event_id, userId),
      type: 'warning',
      code: 'monitor_alert',
      params: { metric, value, limit },
      link: MONITOR_LINK,
      at: new Date(row.at),
    });
    sql.exec('DELETE FROM notices WHERE event_id = ?', row.event_id);
  }
};
