import { personKey } from '@waqtor/core/text/person-key';
import type { MessageRecord } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import { indexText } from './index-text.ts';

export const BACKLOG_JOB = 'backlog';
/** Rows of one step, so that the object answers others in between. */
const ROWS_PER_STEP = 300;
const STEP_PAUSE_MS = 20;

type Step = (room: Room, from: number) => number | null;

/** Each handles the rows from `from` downwards (newest first) and answers where the next step begins; null: done. */
const STEPS: Record<string, Step> = {
  messages: (room, from) => {
    const rows = room.sql
      .exec<Pick<MessageRecord, 'body' | 'content' | 'deleted_at'> & { rowid: number }>(
        'SELECT rowid, body, content, deleted_at FROM messages WHERE rowid <= ? ORDER BY rowid DESC LIMIT ?',
        from,
        ROWS_PER_STEP,
      )
      .toArray();
    for (const row of rows) if (row.deleted_at === null) indexText(room, row.rowid, row);
    return nextOf(rows);
  },
  contacts: (room, from) => {
    const rows = room.sql
      .exec<{ rowid: number; name: string | null; phone: string | null }>(
        'SELECT rowid, name, phone FROM contacts WHERE rowid <= ? ORDER BY rowid DESC LIMIT ?',
        from,
        ROWS_PER_STEP,
      )
      .toArray();
    for (const { rowid, name, phone } of rows) {
      room.sql.exec('UPDATE contacts SET folded = ? WHERE rowid = ?', personKey([name], phone), rowid);
    }
    return nextOf(rows);
  },
};

const nextOf = (rows: { rowid: number }[]): number | null =>
  rows.length < ROWS_PER_STEP ? null : (rows[rows.length - 1] as { rowid: number }).rowid - 1;

type Entry = { what: string; next: number };
const entryOf = (room: Room): Entry | undefined =>
  room.sql.exec<Entry>('SELECT what, next FROM backlog ORDER BY what DESC LIMIT 1').toArray()[0];

/** Called when the object starts: rows that an older version wrote are made findable in the background. */
export const watchBacklog = (room: Room): void => {
  if (entryOf(room)) room.schedule.at(BACKLOG_JOB, Date.now());
};

/** The handler of BACKLOG_JOB: one step. Rows and mark are committed together; a step done twice writes the same. */
export const workOffBacklog = (room: Room): number | undefined =>
  room.ctx.storage.transactionSync(() => {
    const entry = entryOf(room);
    if (!entry) return undefined;
    const next = STEPS[entry.what]?.(room, entry.next) ?? null;
    if (next === null) room.sql.exec('DELETE FROM backlog WHERE what = ?', entry.what);
    else room.sql.exec('UPDATE backlog SET next = ? WHERE what = ?', next, entry.what);
    return STEP_PAUSE_MS;
  });
