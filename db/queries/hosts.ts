import type { NewAuditRow } from '@waqtor/contracts';
import { and, asc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { hosts } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

export type HostRecord = typeof hosts.$inferSelect;

const isActive = isNull(hosts.revokedAt);

/** Null when the host is unknown or was revoked. */
export const findActiveHost = async (db: Database, hostId: string): Promise<HostRecord | null> => {
  const [row] = await db
    .select()
    .from(hosts)
    .where(and(eq(hosts.id, hostId), isActive));
  return row ?? null;
};

/**
 * Hosts of the workspace, and those of the operator that are named in `operatorHostIds` (at most 90), in the order of
 * their enrolment. A host of another workspace is never among them, whoever names it.
 */
export const listActiveHosts = (
  db: Database,
  workspaceId: string,
  operatorHostIds: readonly string[],
): Promise<HostRecord[]> =>
  db
    .select()
    .from(hosts)
    .where(
      and(
        isActive,
        or(eq(hosts.workspaceId, workspaceId), and(isNull(hosts.workspaceId), inArray(hosts.id, [...operatorHostIds]))),
      ),
    )
    .orderBy(asc(hosts.createdAt), asc(hosts.id));

/** Names by id (at most 90), of removed hosts too: a session may still be ending on one. */
export const listHostNames = async (db: Database, hostIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (hostIds.length === 0) return new Map();
  const rows = await db
    .select({ id: hosts.id, name: hosts.name })
    .from(hosts)
    .where(inArray(hosts.id, [...hostIds]));
  return new Map(rows.map(({ id, name }) => [id, name]));
};

/** Null when the workspace has no such host (any more). */
export const renameHost = async (
  db: Database,
  host: { id: string; workspaceId: string; name: string },
  audit: NewAuditRow,
): Promise<HostRecord | null> => {
  const [renamed] = await db.batch([
    db
      .update(hosts)
      .set({ name: host.name })
      .where(and(eq(hosts.id, host.id), eq(hosts.workspaceId, host.workspaceId), isActive))
      .returning(),
    insertAuditRowAfter(db, audit),
  ]);
  return renamed[0] ?? null;
};

/**
 * Ends a host of the workspace for good, with its audit row: its key opens nothing from now on. Null when there is no
 * such host (any more). Untold from now on: the fleet is to be told, then `markHostTold`.
 */
export const removeHost = async (
  db: Database,
  host: { id: string; workspaceId: string },
  audit: NewAuditRow,
  now: Date,
): Promise<HostRecord | null> => {
  const [removed] = await db.batch([
    db
      .update(hosts)
      .set({ revokedAt: now, untoldAt: now })
      .where(and(eq(hosts.id, host.id), eq(hosts.workspaceId, host.workspaceId), isActive))
      .returning(),
    insertAuditRowAfter(db, audit),
  ]);
  return removed[0] ?? null;
};

/** The fleet knows that the host was removed. */
export const markHostTold = async (db: Database, hostId: string): Promise<void> => {
  await db.update(hosts).set({ untoldAt: null }).where(eq(hosts.id, hostId));
};

/** The fleet could not be told now either: the row goes behind those that wait. */
export const postponeHost = async (db: Database, hostId: string, now: Date): Promise<void> => {
  await db
    .update(hosts)
    .set({ untoldAt: now })
    .where(and(eq(hosts.id, hostId), isNotNull(hosts.untoldAt)));
};

/** Removals that the fleet may not know, those first that were tried least lately. */
export const listUntoldHosts = (db: Database, limit: number): Promise<HostRecord[]> =>
  db.select().from(hosts).where(isNotNull(hosts.untoldAt)).orderBy(asc(hosts.untoldAt)).limit(limit);
