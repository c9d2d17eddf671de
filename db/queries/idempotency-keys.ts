import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { idempotencyKeys } from '../schema/index.ts';
import type { Database } from './database.ts';

/** Rows removed by one statement. */
const DELETE_CHUNK = 1_000;

export type IdempotencyClaim =
  /** Ours to serve; `lockedUntil` proves it to `settle` and `free`. */
  | { kind: 'claimed'; lockedUntil: Date }
  | { kind: 'running' }
  | { kind: 'other_request' }
  | { kind: 'answered'; status: number; sealedAnswer: string };

export interface IdempotencyRequest {
  keyHash: string;
  fingerprint: string;
  /** How long the answer is kept. */
  ttlMs: number;
  /** How long a request may be silent before its repetition is served. */
  lockMs: number;
}

/** One statement decides who of many serves the request. */
export const claimIdempotencyKey = async (
  db: Database,
  { keyHash, fingerprint, ttlMs, lockMs }: IdempotencyRequest,
  now: Date,
): Promise<IdempotencyClaim> => {
  const lockedUntil = new Date(now.getTime() + lockMs);
  const fresh = {
    fingerprint,
    status: null,
    sealedAnswer: null,
    lockedUntil,
    expiresAt: new Date(now.getTime() + ttlMs),
  };
  const table = idempotencyKeys;
  const isDead = sql`${table.status} IS NULL AND ${table.lockedUntil} <= ${now.getTime()}
    AND ${table.fingerprint} = ${fingerprint}`;
  const claimed = await db
    .insert(table)
    .values({ keyHash, ...fresh })
    .onConflictDoUpdate({
      target: table.keyHash,
      set: fresh,
      setWhere: sql`${table.expiresAt} <= ${now.getTime()} OR (${isDead})`,
    })
    .returning({ keyHash: table.keyHash });
  if (claimed.length === 1) return { kind: 'claimed', lockedUntil };
  const [row] = await db.select().from(table).where(eq(table.keyHash, keyHash));
  // Gone between the two statements: its request was refused just now, and this one may try again.
  if (!row) return { kind: 'running' };
  if (row.fingerprint !== fingerprint) return { kind: 'other_request' };
  if (row.status === null || row.sealedAnswer === null) return { kind: 'running' };
  return { kind: 'answered', status: row.status, sealedAnswer: row.sealedAnswer };
};

const held = (keyHash: string, lockedUntil: Date) =>
  and(
    eq(idempotencyKeys.keyHash, keyHash),
    eq(idempotencyKeys.lockedUntil, lockedUntil),
    isNull(idempotencyKeys.status),
  );

/** Keeps the answer, unless the lock went to another request meanwhile. */
export const settleIdempotencyKey = async (
  db: Database,
  keyHash: string,
  lockedUntil: Date,
  answer: { status: number; sealedAnswer: string },
): Promise<void> => {
  await db.update(idempotencyKeys).set(answer).where(held(keyHash, lockedUntil));
};

/** Nothing was done under this key: it may be used again. */
export const freeIdempotencyKey = async (db: Database, keyHash: string, lockedUntil: Date): Promise<void> => {
  await db.delete(idempotencyKeys).where(held(keyHash, lockedUntil));
};

/** Removes what is kept no longer; answers how many rows. Repeat while it answers more than 0. */
export const deleteExpiredIdempotencyKeys = async (db: Database, now: Date): Promise<number> => {
  const expired = db
    .select({ keyHash: idempotencyKeys.keyHash })
    .from(idempotencyKeys)
    .where(lte(idempotencyKeys.expiresAt, now))
    .limit(DELETE_CHUNK);
  const deleted = await db
    .delete(idempotencyKeys)
    .where(sql`${idempotencyKeys.keyHash} IN (${expired})`)
    .returning({ keyHash: idempotencyKeys.keyHash });
  return deleted.length;
};
