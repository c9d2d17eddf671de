import { openDatabase } from '@waqtor/db/queries/database';
import type { Database } from '@waqtor/db/queries/database';
import { findSession } from '@waqtor/db/queries/sessions';
import { beginUploadDeletion, forgetUpload, listOverdueUploads, postponeUpload } from '@waqtor/db/queries/uploads';
import type { UploadRecord } from '@waqtor/db/queries/uploads';
import type { ApiEnv } from '../env.ts';
import { describeError, log } from '../log.ts';
import { roomMedium } from '../media/room-medium.ts';

/** Of one run: the rest comes in 5 minutes. */
const MAX_UPLOADS = 100;
/** A send between its claim of the upload and its room takes seconds. */
const CLAIM_MS = 10 * 60_000;
const RETRY_MS = 60 * 60_000;

/** Does the room of the session that it was given to last know it? Then the file is the room's. */
const isOwned = async (env: ApiEnv, db: Database, upload: UploadRecord): Promise<boolean> => {
  const { workspaceId, sessionId, id } = upload;
  const session = sessionId === null ? null : await findSession(db, workspaceId, sessionId);
  return session !== null && (await roomMedium(env, session, id)) !== null;
};

const settle = async (env: ApiEnv, upload: UploadRecord, now: Date): Promise<void> => {
  const db = openDatabase(env.DB);
  const { id, r2Key, claimedAt, deletedAt } = upload;
  if (deletedAt === null) {
    if (await isOwned(env, db, upload)) return forgetUpload(db, id);
    if (claimedAt !== null && claimedAt.getTime() > now.getTime() - CLAIM_MS) return;
    if (!(await beginUploadDeletion(db, upload, now))) return;
  }
  // First the file, then the row: a process that dies in between leaves the row, and the next run ends the work.
  await env.MEDIA.delete(r2Key);
  await forgetUpload(db, id);
};

/** M-2: uploads that no message named within 24 hours, and what broken processes left; never one that a room knows. */
export const deleteUnusedUploads = async (env: ApiEnv, now: Date = new Date()): Promise<void> => {
  const db = openDatabase(env.DB);
  for (const upload of await listOverdueUploads(db, now, MAX_UPLOADS)) {
    try {
      await settle(env, upload, now);
    } catch (error) {
      // Its room is away: others have their turn first.
      log('warn', 'an unused upload was not deleted', { uploadId: upload.id, ...describeError(error) });
      await postponeUpload(db, upload.id, new Date(now.getTime() + RETRY_MS));
    }
  }
};
