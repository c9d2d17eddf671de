import type { Role, Scope } from '@waqtor/contracts';
import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { apiKeys, members } from '../schema/index.ts';
import type { Database } from './database.ts';

/** `last_used_at` is written at most this often. */
const LAST_USED_STEP_MS = 60_000;

export interface KeyRecord {
  id: string;
  workspaceId: string;
  createdBy: string;
  mode: 'live' | 'test';
  secretHash: string;
  scopes: Scope[];
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

export const insertApiKey = async (
  db: Database,
  key: {
    id: string;
    workspaceId: string;
    createdBy: string;
    name: string;
    mode: 'live' | 'test';
    secretHash: string;
    scopes: Scope[];
    expiresAt: Date | null;
  },
  now: Date,
): Promise<void> => {
  await db.insert(apiKeys).values({ ...key, createdAt: now });
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

export const revokeApiKey = async (db: Database, workspaceId: string, id: string, now: Date): Promise<void> => {
  await db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.id, id), eq(apiKeys.workspaceId, workspaceId), isNull(apiKeys.revokedAt)));
};
