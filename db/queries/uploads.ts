import type { NewAuditRow } from '@waqtor/contracts';
import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { uploads } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

export type UploadRecord = typeof uploads.$inferSelect;

/** Before the first byte goes to R2: whatever becomes of the upload, the job finds its file by this row. */
export const beginUpload = async (
  db: Database,
  upload: Pick<UploadRecord, 'id' | 'workspaceId' | 'r2Key' | 'filename' | 'createdAt' | 'expiresAt'>,
): Promise<void> => {
  await db.insert(uploads).values({ ...upload, mimetype: '', sizeBytes: 0 });
};

/**
 * The same for a file that comes with the send itself: it is no upload that anybody could name, and its row goes when
 * the room of the session knows the file. Repeated for a repetition of the send; false while the job deletes what the
 * one before left.
 */
export const beginMedium = async (
  db: Database,
  medium: Pick<UploadRecord, 'id' | 'workspaceId' | 'sessionId' | 'r2Key' | 'filename' | 'createdAt' | 'expiresAt'>,
): Promise<boolean> => {
  const { createdAt: claimedAt, expiresAt } = medium;
  const begun = await db
    .insert(uploads)
    .values({ ...medium, claimedAt, mimetype: '', sizeBytes: 0 })
    .onConflictDoUpdate({ target: uploads.id, set: { claimedAt, expiresAt }, setWhere: isNull(uploads.deletedAt) })
    .returning({ id: uploads.id });
  return begun.length === 1;
};

/** All bytes are there. False when the row is gone (it took too long), or another upload has the key already. */
export const completeUpload = async (
  db: Database,
  id: string,
  stored: Pick<UploadRecord, 'mimetype' | 'sizeBytes' | 'digest' | 'keyHash' | 'expiresAt'>,
  audit: NewAuditRow,
): Promise<boolean> => {
  const isKeyFree =
    stored.keyHash === null
      ? undefined
      : sql`NOT EXISTS (SELECT 1 FROM uploads AS other WHERE other.key_hash = ${stored.keyHash})`;
  const update = db
    .update(uploads)
    .set(stored)
    .where(and(eq(uploads.id, id), isNull(uploads.deletedAt), isKeyFree))
    .returning({ id: uploads.id });
  const [completed] = await db.batch([update, insertAuditRowAfter(db, audit)]);
  return completed.length === 1;
};

const isComplete = and(isNotNull(uploads.digest), isNull(uploads.deletedAt));

export const findUpload = async (db: Database, workspaceId: string, id: string): Promise<UploadRecord | null> => {
  const [row] = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.workspaceId, workspaceId), isComplete));
  return row ?? null;
};

export const findUploadByKey = async (db: Database, keyHash: string): Promise<UploadRecord | null> => {
  const [row] = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.keyHash, keyHash), isComplete));
  return row ?? null;
};

/**
 * The upload, given to a session: from now on the job asks that session before it deletes the file. Null when there is
 * none, or its deletion has begun.
 */
export const claimUpload = async (
  db: Database,
  workspaceId: string,
  id: string,
  sessionId: string,
  now: Date,
): Promise<UploadRecord | null> => {
  const [row] = await db
    .update(uploads)
    .set({ sessionId, claimedAt: now })
    .where(and(eq(uploads.id, id), eq(uploads.workspaceId, workspaceId), isComplete))
    .returning();
  return row ?? null;
};

/** Whose time is over, oldest first. */
export const listOverdueUploads = (db: Database, now: Date, limit: number): Promise<UploadRecord[]> =>
  db.select().from(uploads).where(lte(uploads.expiresAt, now)).orderBy(asc(uploads.expiresAt)).limit(limit);

/** Nobody gets it from now on; false when somebody claimed it since it was read. */
export const beginUploadDeletion = async (db: Database, read: UploadRecord, now: Date): Promise<boolean> => {
  const marked = await db
    .update(uploads)
    .set({ deletedAt: now })
    .where(and(eq(uploads.id, read.id), sql`${uploads.claimedAt} IS ${read.claimedAt?.getTime() ?? null}`))
    .returning({ id: uploads.id });
  return marked.length === 1;
};

/** The row alone: its file is gone, or belongs to a room. */
export const forgetUpload = async (db: Database, id: string): Promise<void> => {
  await db.delete(uploads).where(eq(uploads.id, id));
};

/** The job tries again then. */
export const postponeUpload = async (db: Database, id: string, expiresAt: Date): Promise<void> => {
  await db.update(uploads).set({ expiresAt }).where(eq(uploads.id, id));
};
