import type { NotificationParams, NotificationType, SessionReasonCode } from '@waqtor/contracts';
import { eventIdOf, notificationIdOf } from '@waqtor/core/deterministic-id';
import type { SessionNoticeCode } from '@waqtor/core/session/session-incident';
import { openDatabase } from '@waqtor/db/queries/database';
import { notifyAdministrators } from '@waqtor/db/queries/notifications';
import type { Room } from '../room.ts';

/** Tells people of what is noted; armed while something is. */
export const NOTIFY_JOB = 'notify';
/** Due when a session has been away for so long that people are to hear of it. */
export const LOST_JOB = 'lost';

/** Path of the sessions in the dashboard. */
const SESSIONS_LINK = '/sessions';

const TYPES: Record<SessionNoticeCode, NotificationType> = {
  session_lost: 'error',
  session_needs_you: 'warning',
  session_data_loss: 'warning',
};

/** N-4. Call inside the transaction of the fact; `subject` names the fact, so that it is told once. */
export const addNotice = (
  room: Room,
  code: SessionNoticeCode,
  { subject, reason }: { subject: string; reason: SessionReasonCode | null },
): void => {
  const params: NotificationParams = { sessionId: room.sessionId, reason };
  room.sql.exec(
    'INSERT OR IGNORE INTO notices (id, at, code, params) VALUES (?, ?, ?, ?)',
    eventIdOf(room.sessionId, code, subject),
    Date.now(),
    code,
    JSON.stringify(params),
  );
  room.schedule.at(NOTIFY_JOB, Date.now());
};

/**
 * The handler of NOTIFY_JOB: one notification for every owner and admin. A notice is struck off only when D1 has taken
 * them; what D1 did not take is tried again by the schedule, and what it took twice is one row.
 */
export const notifyPeople = async (room: Room): Promise<void> => {
  const rows = room.sql
    .exec<{ id: string; at: number; code: SessionNoticeCode; params: string }>(
      'SELECT id, at, code, params FROM notices ORDER BY at',
    )
    .toArray();
  for (const { id, at, code, params } of rows) {
    await notifyAdministrators(openDatabase(room.env.DB), {
      workspaceId: room.workspaceId,
      idOf: (userId) => notificationIdOf(id, userId),
      type: TYPES[code],
      code,
      params: JSON.parse(params) as NotificationParams,
      link: SESSIONS_LINK,
      at: new Date(at),
    });
    room.sql.exec('DELETE FROM notices WHERE id = ?', id);
  }
};
