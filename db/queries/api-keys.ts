import type { NewAuditRow, Role, Scope } from '@waqtor/contracts';
import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { apiKeys, members } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

/** `last_used_at` is written at most this often. */
const LAST_USED_STEP_MS = 60_000;

export interface KeyRecord {
  id: string;
  workspaceId: string;
  createdBy: string;
  mode: 'live' | 'test';
  secretHash: string;
  /** The secret before the last rotation; it works until `previousValidUntil`. */
  previousSecretHash: string | null;
  previousValidUntil: Date | null;
  /** Verifies signed socket handshakes; null of keys that were made before there were any. */
  sealedSocketKey: string | null;
  scopes: Scope[];
  ips: string[];
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** Present role of the creator in the key's workspace; a key of somebody who left is not found. */
  role: Role;
}

export const findApiKey = async (db: Database, id: string): Promise<KeyRecord | null> => {
  const [row] = await db
    .select({
      id: apiKeys.id,
      workspaceId: apiKeys.workspaceId,
      createdBy: apiKeys.createdBy,
      mode: apiKeys.mode,
      secretHash: apiKeys.secretHash,
      previousSecretHash: apiKeys.previousSecretHash,
      previousValidUntil: apiKeys.previousValidUntil,
      sealedSocketKey: apiKeys.sealedSocketKey,
      ips: apiKeys.ips,
      scopes: apiKeys.scopes,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
      revokedAt: apiKeys.revokedAt,
      role: members.role,
    })
    .from(apiKeys)
    .innerJoin(members, and(eq(members.workspaceId, apiKeys.workspaceId), eq(members.userId, apiKeys.createdBy)))
    .where(eq(apiKeys.id, id));
  return row ?? null;
};

/** What a secret leaves in the database: nothing that it could be read from. */
export interface StoredSecret {
  secretHash: string;
  lastFour: string;
  sealedSocketKey: string;
}

export interface NewApiKeyRow extends StoredSecret {
  id: string;
  workspaceId: string;
  createdBy: string;
  name: string;
  mode: 'live' | 'test';
  scopes: Scope[];
  ips: string[];
  expiresAt: Date | null;
}

/** Without a limit: for keys that the deployment makes itself. A statement: awaited, or put into a batch. */
export const insertApiKey = (db: Database, key: NewApiKeyRow, now: Date) =>
  db.insert(apiKeys).values({ ...key, createdAt: now });

const isLive = (now: Date) => and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)));

/** Keys of the workspace that are neither revoked nor expired. */
export const countLiveApiKeys = (db: Database, workspaceId: string, now: Date): Promise<number> =>
  db.$count(apiKeys, and(eq(apiKeys.workspaceId, workspaceId), isLive(now)));

/** False when the workspace has `max` live keys: decided in one statement, so that parallel calls cannot exceed it. */
export const addApiKey = async (
  db: Database,
  key: NewApiKeyRow,
  rule: { max: number; audit: NewAuditRow },
  now: Date,
): Promise<boolean> => {
  const present = db.$count(apiKeys, and(eq(apiKeys.workspaceId, key.workspaceId), isLive(now)));
  const [inserted] = await db.batch([
    db
      .insert(apiKeys)
      .select(
        sql`SELECT ${key.id}, ${key.workspaceId}, ${key.createdBy}, ${key.name}, ${key.mode}, ${key.secretHash},
          ${key.lastFour}, NULL, NULL, ${key.sealedSocketKey}, ${JSON.stringify(key.ips)},
          ${JSON.stringify(key.scopes)}, ${key.expiresAt?.getTime() ?? null}, NULL, NULL, ${now.getTime()}
          WHERE ${present} < ${rule.max}`,
      )
      .returning({ id: apiKeys.id }),
    insertAuditRowAfter(db, rule.audit),
  ]);
  return inserted.length === 1;
};

/** True when `touchApiKey` would write. */
export const isKeyTouchDue = (lastUsedAt: Date | null, now: Date): boolean =>
  lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= LAST_USED_STEP_MS;

/** Guarded in SQL as well: many requests of one minute write once. */
export const touchApiKey = async (db: Database, id: string, now: Date): Promise<void> => {
  const before = new Date(now.getTime() - LAST_USED_STEP_MS);
  await db
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, before))));
};

/** False when there was nothing to revoke: no such key, or it was revoked before. */
export const revokeApiKey = async (
  db: Database,
  workspaceId: string,
  id: string,
  now: Date,
  audit?: NewAuditRow,
): Promise<boolean> => {
  const revoke = db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.id, id), eq(apiKeys.workspaceId, workspaceId), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  const revoked = audit ? (await db.batch([revoke, insertAuditRowAfter(db, audit)]))[0] : await revoke;
  return revoked.length === 1;
};
