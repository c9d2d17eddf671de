import { WaqtorError, idSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findSessionOfAnyWorkspace } from '@waqtor/db/queries/sessions';
import { findUpload } from '@waqtor/db/queries/uploads';
import type { ApiContext } from '../api.ts';
import { sessionOfRequest } from '../session/session-of-request.ts';
import { roomMedium } from './room-medium.ts';

/** A medium that may be read, and where it is known: a session, or a workspace while it is an upload. */
export interface FoundMedium {
  r2Key: string;
  filename: string | null;
  scope: string;
  /** Of an upload that no session knows yet: it is deleted then. */
  expiresAt: Date | null;
}

/** A medium of a message of the session, or an upload of the workspace; `not_found` for any other. */
export const findMedium = async (c: ApiContext, id: string, sessionId: string | undefined): Promise<FoundMedium> => {
  if (!idSchema('med').safeParse(id).success) throw new WaqtorError('not_found');
  const session = await sessionOfRequest(c, sessionId);
  const known = await roomMedium(c.env, session, id);
  if (known) return { r2Key: known.r2Key, filename: known.filename, scope: session.id, expiresAt: null };
  const upload = await findUpload(openDatabase(c.env.DB), session.workspaceId, id);
  if (!upload) throw new WaqtorError('not_found');
  return { r2Key: upload.r2Key, filename: upload.filename, scope: upload.workspaceId, expiresAt: upload.expiresAt };
};

/** The same by the scope that a link was signed for. */
export const findLinkedMedium = async (c: ApiContext, id: string, scope: string): Promise<FoundMedium> => {
  const db = openDatabase(c.env.DB);
  if (scope.startsWith('wsp_')) {
    const upload = await findUpload(db, scope, id);
    if (upload) return { r2Key: upload.r2Key, filename: upload.filename, scope, expiresAt: upload.expiresAt };
    throw new WaqtorError('not_found');
  }
  const session = await findSessionOfAnyWorkspace(db, scope);
  const known = session && (await roomMedium(c.env, session, id));
  if (!known) throw new WaqtorError('not_found');
  return { r2Key: known.r2Key, filename: known.filename, scope, expiresAt: null };
};
