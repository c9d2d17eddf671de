import type { NewAuditRow, Role, Scope } from '@waqtor/contracts';
import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { apiKeys, members, users } from '../schema/index.ts';
import type { StoredSecret } from './api-keys.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

/** A key as its workspace sees it. */
export interface ListedKey {
  id: string;
  workspaceId: string;
  name: string;
  mode: 'live' | 'test';
  lastFour: string;
  scopes: Scope[];
  ips: string[];
  createdBy: string;
  creatorName: string;
  /** Null: its creator is a member no more, and it works for nobody. */
  role: Role | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  previousValidUntil: Date | null;
  revokedAt: Date | null;
  /** Of the present secret: tells whether it was rotated meanwhile. */
  secretHash: string;
}

const selectKeys = (db: Database) =>
  db
    .select({
      id: apiKeys.id,
      workspaceId: apiKeys.workspaceId,
      name: apiKeys.name,
      mode: apiKeys.mode,
      lastFour: apiKeys.lastFour,
      scopes: apiKeys.scopes,
      ips: apiKeys.ips,
      createdBy: apiKeys.createdBy,
      creatorName: users.name,
      role: members.role,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      lastUsedAt: apiKeys.lastUsedAt,
      previousValidUntil: apiKeys.previousValidUntil,
      revokedAt: apiKeys.revokedAt,
      secretHash: apiKeys.secretHash,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.createdBy))
    .leftJoin(members, and(eq(members.workspaceId, apiKeys.workspaceId), eq(members.userId, apiKeys.createdBy)));

export const findListedKey = async (db: Database, workspaceId: string, id: string): Promise<ListedKey | null> => {
  const [row] = await selectKeys(db).where(and(eq(apiKeys.id, id), eq(apiKeys.workspaceId, workspaceId)));
  return row ?? null;
};

/** Newest first, from after `last`; the order of equal times is by id. */
export const listApiKeys = (
  db: Database,
  workspaceId: string,
  page: { last: { createdAt: Date; id: string } | null; limit: number },
): Promise<ListedKey[]> => {
  const { last, limit } = page;
  const isAfter =
    last === null
      ? undefined
      : or(lt(apiKeys.createdAt, last.createdAt), and(eq(apiKeys.createdAt, last.createdAt), lt(apiKeys.id, last.id)));
  return selectKeys(db)
    .where(and(eq(apiKeys.workspaceId, workspaceId), isAfter))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit);
};

/** The key as it was read, and live: a change or a revocation by somebody else in between is not overwritten. */
const isAsRead = (key: ListedKey, now: Date) =>
  and(
    eq(apiKeys.id, key.id),
    eq(apiKeys.workspaceId, key.workspaceId),
    isNull(apiKeys.revokedAt),
    or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
    eq(apiKeys.secretHash, key.secretHash),
    eq(apiKeys.name, key.name),
    sql`${apiKeys.scopes} = ${JSON.stringify(key.scopes)}`,
    sql`${apiKeys.ips} = ${JSON.stringify(key.ips)}`,
    sql`${apiKeys.expiresAt} IS ${key.expiresAt?.getTime() ?? null}`,
  );

export type KeyChange = Partial<Pick<ListedKey, 'name' | 'scopes' | 'ips' | 'expiresAt'>>;

/** False when the key is not as it was read. */
export const changeApiKey = async (
  db: Database,
  key: ListedKey,
  change: KeyChange,
  audit: NewAuditRow,
  now: Date,
): Promise<boolean> => {
  const update = db.update(apiKeys).set(change).where(isAsRead(key, now)).returning({ id: apiKeys.id });
  const [changed] = await db.batch([update, insertAuditRowAfter(db, audit)]);
  return changed.length === 1;
};

/**
 * Another secret for the key; the present one works until `previousValidUntil` (null: it ends at once), one before it
 * ends at once. False when the key is not as it was read: of two rotations at once one is done.
 */
export const rotateApiKey = async (
  db: Database,
  key: ListedKey,
  next: StoredSecret & { previousValidUntil: Date | null },
  audit: NewAuditRow,
  now: Date,
): Promise<boolean> => {
  const previousSecretHash = next.previousValidUntil === null ? null : key.secretHash;
  const update = db
    .update(apiKeys)
    .set({ ...next, previousSecretHash })
    .where(isAsRead(key, now))
    .returning({ id: apiKeys.id });
  const [rotated] = await db.batch([update, insertAuditRowAfter(db, audit)]);
  return rotated.length === 1;
};
