import type { Chat } from '@waqtor/contracts';
import { personKey } from '@waqtor/core/text/person-key';

export const FOLD_JOB = 'fold-names';
const ROWS_PER_STEP = 300;
const STEP_PAUSE_MS = 20;

/** What a chat is found by. */
export const chatKey = ({ name, contact }: Pick<Chat, 'name' | 'contact'>): string =>
  personKey([name, contact?.name === name ? null : (contact?.name ?? null)], contact?.phone ?? null);

/** True while there are chats of before that no search finds. */
export const hasUnfolded = (sql: SqlStorage): boolean =>
  sql.exec('SELECT 1 FROM chats WHERE folded IS NULL LIMIT 1').toArray().length > 0;

/** The handler of FOLD_JOB: one small step; answers when the next one follows. */
export const foldNames = (sql: SqlStorage): number | undefined => {
  const rows = sql
    .exec<{ rowid: number; body: string }>('SELECT rowid, body FROM chats WHERE folded IS NULL LIMIT ?', ROWS_PER_STEP)
    .toArray();
  for (const { rowid, body } of rows) {
    sql.exec('UPDATE chats SET folded = ? WHERE rowid = ?', chatKey(JSON.parse(body) as Chat), rowid);
  }
  return rows.length === 0 ? undefined : STEP_PAUSE_MS;
};
