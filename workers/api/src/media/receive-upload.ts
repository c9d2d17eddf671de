import { createHmac } from 'node:crypto';
import { MAX_UPLOAD_BYTES, UPLOAD_TTL_MS, WaqtorError } from '@waqtor/contracts';
import type { uploadSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { judgeMedia } from '@waqtor/core/media/media-type';
import { openDatabase } from '@waqtor/db/queries/database';
import { beginUpload, completeUpload, findUploadByKey, forgetUpload } from '@waqtor/db/queries/uploads';
import type { UploadRecord } from '@waqtor/db/queries/uploads';
import type * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { auditRow } from '../audit/audit-row.ts';
import { settingsOf } from '../env.ts';
import { presentedIdempotencyKey } from '../http/idempotency-key.ts';
import { filenameOf } from './filename.ts';
import { mediaKey } from './media-key.ts';
import { storeStream } from './store-stream.ts';
import type { StoredStream } from './store-stream.ts';

type Upload = z.infer<typeof uploadSchema>;

/** No upload lasts so long: what is left of one then is what a broken process left. */
const RECEIVE_TTL_MS = 60 * 60_000;

const shown = ({ id, mimetype, filename, sizeBytes, expiresAt }: UploadRecord): Upload => ({
  id,
  mimetype,
  filename,
  sizeBytes,
  expiresAt: expiresAt.toISOString(),
});

const keyHashOf = (c: ApiContext): string | null => {
  const key = presentedIdempotencyKey(c);
  if (key === null) return null;
  const { workspaceId, id } = c.get('principal');
  return createHmac('sha256', settingsOf(c.env).authSecret).update(`upload:${workspaceId}:${id}:${key}`).digest('hex');
};

const refused = (reason: string, cause?: unknown): WaqtorError =>
  new WaqtorError('media_not_accepted', { ...(cause === undefined ? {} : { cause }), details: { reason } });

const store = async (c: ApiContext, r2Key: string): Promise<StoredStream> => {
  const declared = c.req.header('content-type') ?? null;
  const stored = await storeStream(c.env.MEDIA, r2Key, c.req.raw.body, {
    maxBytes: MAX_UPLOAD_BYTES,
    judge: (head) => {
      const { mimetype, isDisguised } = judgeMedia(head, declared);
      if (isDisguised) throw refused('type_mismatch');
      return mimetype;
    },
    broken: (cause) => refused('incomplete', cause),
  });
  const announced = c.req.header('content-length');
  if (announced !== undefined && Number(announced) !== stored.sizeBytes) throw refused('incomplete');
  return stored;
};

/** Too large by its own account: refused before a byte is read. */
const requireSmallEnough = (c: ApiContext): void => {
  if (Number(c.req.header('content-length') ?? 0) <= MAX_UPLOAD_BYTES) return;
  throw new WaqtorError('payload_too_large', { details: { limitBytes: MAX_UPLOAD_BYTES } });
};

/** The upload that this key stands for, when the bytes are the same. */
const answerAgain = async (c: ApiContext, keyHash: string, { digest }: StoredStream): Promise<Upload> => {
  const first = await findUploadByKey(openDatabase(c.env.DB), keyHash);
  if (!first) throw new WaqtorError('unavailable');
  if (first.digest !== digest) throw new WaqtorError('idempotency_key_reused');
  c.header('idempotency-replayed', 'true');
  return shown(first);
};

type Begun = Pick<UploadRecord, 'id' | 'workspaceId' | 'r2Key' | 'filename' | 'createdAt' | 'expiresAt'>;

/** Null: another upload has the key, and this one is to leave. */
const complete = async (c: ApiContext, begun: Begun, stored: StoredStream, keyHash: string | null) => {
  const { mimetype, sizeBytes, digest } = stored;
  const expiresAt = new Date(Date.now() + UPLOAD_TTL_MS);
  const row = { mimetype, sizeBytes, digest, keyHash, expiresAt };
  const audit = auditRow(c, { action: 'media.uploaded', target: { kind: 'media', id: begun.id } });
  const isComplete = await completeUpload(openDatabase(c.env.DB), begun.id, row, audit);
  return isComplete ? shown({ ...begun, ...row, sessionId: null, claimedAt: null, deletedAt: null }) : null;
};

/** First the file, then the row: without the row nobody would find the file. */
const discard = async (c: ApiContext, { id, r2Key }: Begun): Promise<void> => {
  await c.env.MEDIA.delete(r2Key);
  await forgetUpload(openDatabase(c.env.DB), id);
};

const receive = async (c: ApiContext): Promise<Upload> => {
  const keyHash = keyHashOf(c);
  requireSmallEnough(c);
  const { workspaceId } = c.get('principal');
  const id = newId('med');
  const now = new Date();
  const begun: Begun = {
    id,
    workspaceId,
    r2Key: mediaKey(workspaceId, id),
    filename: filenameOf(c),
    createdAt: now,
    expiresAt: new Date(now.getTime() + RECEIVE_TTL_MS),
  };
  await beginUpload(openDatabase(c.env.DB), begun);
  try {
    const stored = await store(c, begun.r2Key);
    const upload = await complete(c, begun, stored, keyHash);
    if (upload) return upload;
    await discard(c, begun);
    if (keyHash === null) throw new WaqtorError('unavailable');
    return await answerAgain(c, keyHash, stored);
  } catch (error) {
    await discard(c, begun);
    throw error;
  }
};

/**
 * M-2: takes the file in the body into R2. One that is refused, or whose sender hangs up, leaves nothing; after a
 * broken process the job `deleteUnusedUploads` removes what is there.
 */
export const receiveUpload = (c: ApiContext): Promise<Upload> => {
  const received = receive(c);
  // A client that hangs up ends its request: what it left is removed all the same.
  c.executionCtx.waitUntil(received.catch(() => undefined));
  return received;
};
