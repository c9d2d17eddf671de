/** The questions of bell and centre, asked of D1 as the API asks them: the same queries, in the same runtime. */
import { openDatabase } from '@waqtor/db/queries/database';
import { countNotifications, listNotifications, markAllRead, unmarkAll } from '@waqtor/db/queries/notifications';

interface Env {
  DB: D1Database;
}
const READER = { userId: 'usr_bench', workspaceId: 'wsp_bench' };
const PAGE = 51;

const SEED = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
INSERT INTO notifications (id, workspace_id, user_id, type, code, params, link, read, read_at, count, group_key, created_at, updated_at)
SELECT printf('ntf_%08d', i), ?3, ?4, CASE i % 4 WHEN 0 THEN 'info' WHEN 1 THEN 'success' WHEN 2 THEN 'warning' ELSE 'error' END,
  'session_lost', '{"sessionId":"ses_bench","sessionName":"Shop"}', '/sessions', i < ?1 - ?2, CASE WHEN i < ?1 - ?2 THEN 1 END,
  1, 'ses_bench', 1700000000000 + i * 1000, 1700000000000 + i * 1000 FROM n`;

const seed = async (db: D1Database, rows: number, unread: number): Promise<void> => {
  const { workspaceId, userId } = READER;
  await db.batch([
    db.prepare('DELETE FROM notifications'),
    db.prepare("INSERT OR IGNORE INTO workspaces (id, name, created_at) VALUES (?, 'Bench', 1)").bind(workspaceId),
    db
      .prepare(
        "INSERT OR IGNORE INTO users (id, name, email, created_at, updated_at) VALUES (?, 'Bench', 'bench@example.com', 1, 1)",
      )
      .bind(userId),
    db.prepare(SEED).bind(rows, unread, workspaceId, userId),
  ]);
};

const answer = async (url: URL, env: Env): Promise<unknown> => {
  const db = openDatabase(env.DB);
  const number = (name: string): number => Number(url.searchParams.get(name));
  const list = (isUnreadOnly: boolean, type?: 'error', at?: number) =>
    listNotifications(db, READER, {
      isUnreadOnly,
      type,
      last: at === undefined ? null : { updatedAt: new Date(at), id: 'ntf_x' },
      limit: PAGE,
    });
  switch (url.pathname) {
    case '/seed':
      return seed(env.DB, number('rows'), number('unread'));
    case '/list':
      return list(false);
    case '/list-deep':
      return list(false, undefined, 1_700_000_000_000 + number('rows') * 500);
    case '/list-unread':
      return list(true);
    case '/list-unread-errors':
      return list(true, 'error');
    case '/count':
      return countNotifications(db, READER);
    case '/mark-all':
      return markAllRead(db, READER, new Date(number('at')));
    default:
      return unmarkAll(db, READER, new Date(number('at')));
  }
};

export default {
  fetch: async (request: Request, env: Env): Promise<Response> =>
    Response.json((await answer(new URL(request.url), env)) ?? null),
};
