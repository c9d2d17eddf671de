import { and, eq, isNull } from 'drizzle-orm';
import { hosts } from '../schema/index.ts';
import type { Database } from './database.ts';

export type HostRecord = typeof hosts.$inferSelect;

/** Null when the host is unknown or was revoked. */
export const findActiveHost = async (db: Database, hostId: string): Promise<HostRecord | null> => {
  const [row] = await db
    .select()
    .from(hosts)
    .where(and(eq(hosts.id, hostId), isNull(hosts.revokedAt)));
  return row ?? null;
};

export const revokeHost = async (db: Database, hostId: string, now: Date): Promise<void> => {
  await db.update(hosts).set({ revokedAt: now }).where(eq(hosts.id, hostId));
};
