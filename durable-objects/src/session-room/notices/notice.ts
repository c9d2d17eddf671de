import type { NotificationParams, SessionReasonCode } from '@waqtor/contracts';
import { eventIdOf } from '@waqtor/core/deterministic-id';
import type { SessionNoticeCode } from '@waqtor/core/session/session-incident';
import { notify } from '../../shared/notify.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';

/** Tells people of what is noted; armed while something is. */
export const NOTIFY_JOB = 'notify';
/** Due when a session has been away for so long that people are to hear of it. */
export const LOST_JOB = 'lost';

/** Path of the sessions in the dashboard. */
const SESSIONS_LINK = '/sessions';

/** N-4. Call inside the transaction of the fact; `subject` names the fact, so that it is told once. */
export const addNotice = (
  room: Room,
  code: SessionNoticeCode,
  { subject, reason }: { subject: string; reason: SessionReasonCode | null },
): void => {
  const { name: sessionName } = readSession(room.sql);
  const params: NotificationParams = { sessionId: room.sessionId, sessionName, reason };
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
    await notify(room.env, {
      workspaceId: room.workspaceId,
      audience: 'admins',
      factId: id,
      code,
      params: JSON.parse(params) as NotificationParams,
      link: SESSIONS_LINK,
      groupKey: room.sessionId,
      at: new Date(at),
    });
    room.sql.exec('DELETE FROM notices WHERE id = ?', id);
  }
};
