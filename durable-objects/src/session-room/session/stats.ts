import { emit } from '../event.ts';
import { forgetSession, readSession, sessionState } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import type { StatName, Turn } from '../turn.ts';

/** S-3: counters are told when changed, at most this often. */
const STATS_INTERVAL_MS = 10_000;
export const STATS_JOB = 'stats';

const DAILY: Record<StatName, string> = { sent: 'sent_today', received: 'received_today', failed: '' };

/** Counts one message. The daily counters start anew with the first count of a UTC day. */
export const count = (room: Room, turn: Turn, name: StatName): void => {
  const day = new Date().toISOString().slice(0, 10);
  // In SQL `stats_day` is the former day in every expression of the statement: the counters of it end at zero.
  const daily = (column: string): string =>
    `${column} = CASE WHEN stats_day = ?1 THEN ${column} ELSE 0 END + ${DAILY[name] === column ? 1 : 0}`;
  room.sql.exec(
    `UPDATE session SET ${name} = ${name} + 1, ${daily('sent_today')}, ${daily('received_today')}, stats_day = ?1
     WHERE id = 1`,
    day,
  );
  turn.hasStatsChange = true;
};

export const scheduleStats = (room: Room): void => {
  const { statsAt } = readSession(room.sql);
  room.schedule.at(STATS_JOB, Math.max(Date.now(), statsAt + STATS_INTERVAL_MS));
};

/** The handler of STATS_JOB. */
export const tellStats = (room: Room): void =>
  room.transact((turn) => {
    const now = Date.now();
    room.sql.exec('UPDATE session SET stats_at = ? WHERE id = 1', now);
    forgetSession(room.sql);
    const { stats } = sessionState(room.sql);
    emit(room, turn, 'session.stats', stats, { subject: 'stats', discriminator: String(now) }, now);
    turn.hasSessionChange = true;
  });
