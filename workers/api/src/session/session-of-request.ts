import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findDefaultSession, findSession } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiContext } from '../api.ts';

/** The named session of the principal's workspace, or its default one; `not_found` for anything else. */
export const sessionOfRequest = async (c: ApiContext, sessionId: string | undefined): Promise<SessionRecord> => {
  const { workspaceId } = c.get('principal');
  const db = openDatabase(c.env.DB);
  const session =
    sessionId === undefined ? await findDefaultSession(db, workspaceId) : await findSession(db, workspaceId, sessionId);
  if (!session) throw new WaqtorError('not_found');
  return session;
};
