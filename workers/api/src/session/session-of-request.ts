import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findDefaultSession, findSession } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import { RecentValues } from '@waqtor/core/cache/recent-values';
import type { ApiContext } from '../api.ts';

/**
 * Index rows in use, per isolate: a session never changes its workspace, so that a row is wrong only in its name, or
 * after a deletion (the room itself then answers not_found). Which one is the default can change: that is known for
 * less long. What is not found is asked for anew each time.
 */
const named = new RecentValues<SessionRecord>({ maxEntries: 1_000, ttlMs: 60_000 });
const byDefault = new RecentValues<SessionRecord>({ maxEntries: 1_000, ttlMs: 10_000 });
const nameOf = (workspaceId: string, sessionId: string): string => `${workspaceId} ${sessionId}`;

/** The named session of the principal's workspace, or its default one; `not_found` for anything else. */
export const sessionOfRequest = async (c: ApiContext, sessionId: string | undefined): Promise<SessionRecord> => {
  const { workspaceId } = c.get('principal');
  const now = Date.now();
  const [recent, name] = sessionId === undefined ? [byDefault, workspaceId] : [named, nameOf(workspaceId, sessionId)];
  const known = recent.get(name, now);
  if (known) return known;
  const db = openDatabase(c.env.DB);
  const session =
    sessionId === undefined ? await findDefaultSession(db, workspaceId) : await findSession(db, workspaceId, sessionId);
  if (!session) throw new WaqtorError('not_found');
  recent.put(name, session, now);
  return session;
};

/** After a change or a deletion: this isolate sees it at once, others when their rows are too old. */
export const forgetSessionRow = ({ workspaceId, id }: Pick<SessionRecord, 'workspaceId' | 'id'>): void => {
  named.forget(nameOf(workspaceId, id));
  byDefault.forget(workspaceId);
};
