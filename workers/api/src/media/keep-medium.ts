import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { beginMedium, forgetUpload } from '@waqtor/db/queries/uploads';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiContext } from '../api.ts';
import { mediaKey } from './media-key.ts';
import type { Medium } from './medium.ts';
import { nameMedium } from './name-medium.ts';

/** No file takes so long: what is left of one then is what a broken process left. */
const KEEP_WITHIN_MS = 60 * 60_000;

/**
 * Stores a file that comes with a send, and names it to the room of the session. A row is there before the first byte,
 * so that the job `deleteUnusedUploads` finds the file when the process dies between the two. `store` leaves nothing
 * when it refuses the file; of other failures nobody knows, and the job looks.
 */
export const keepMedium = async (
  c: ApiContext,
  session: SessionRecord,
  { id, filename }: Pick<Medium, 'id' | 'filename'>,
  store: (r2Key: string) => Promise<Pick<Medium, 'mimetype' | 'sizeBytes'>>,
): Promise<Medium> => {
  const db = openDatabase(c.env.DB);
  const { id: sessionId, workspaceId } = session;
  const r2Key = mediaKey(workspaceId, id);
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + KEEP_WITHIN_MS);
  if (!(await beginMedium(db, { id, workspaceId, sessionId, r2Key, filename, createdAt, expiresAt }))) {
    throw new WaqtorError('unavailable');
  }
  const stored = await store(r2Key).catch(async (error: unknown) => {
    if (error instanceof WaqtorError) await forgetUpload(db, id);
    throw error;
  });
  const medium: Medium = { id, r2Key, filename, ...stored };
  // Should it fail, nobody knows whether the room has it: the job asks the room.
  await nameMedium(c.env, session, medium);
  await forgetUpload(db, id);
  return medium;
};
