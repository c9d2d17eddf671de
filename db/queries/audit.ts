import type { AuditRow, NewAuditRow } from '@waqtor/contracts';
import { and, desc, eq, gt, gte, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { apiKeys, auditRows, users } from '../schema/index.ts';
import type { Database } from './database.ts';

/** G-7: a statement for the batch that writes the fact: both are written, or neither. */
export const insertAuditRow = (db: Database, row: NewAuditRow) => db.insert(auditRows).values(row);

/** For a fact that lies in an object and is told with retries: the row is written once. */
export const putAuditRow = async (db: Database, row: NewAuditRow): Promise<void> => {
  await db.insert(auditRows).values(row).onConflictDoNothing({ target: auditRows.id });
};

/** Still ours to change: no seal, and not settled. */
const isOpen = (row: { workspaceId: string; id: string }, now: Date) =>
  and(
    eq(auditRows.workspaceId, row.workspaceId),
    eq(auditRows.id, row.id),
    isNull(auditRows.seq),
    gt(auditRows.settledAt, now),
  );

/** Says what became of an attempt; does nothing when the row has settled as `attempted` meanwhile. */
export const settleAuditRow = async (
  db: Database,
  row: Pick<NewAuditRow, 'id' | 'workspaceId' | 'outcome' | 'details'>,
  now: Date,
): Promise<void> => {
  await db
    .update(auditRows)
    .set({ outcome: row.outcome, details: row.details, settledAt: now })
    .where(and(isOpen(row, now), eq(auditRows.outcome, 'attempted')));
};

/** Writes a grouped row, or the count that it has reached; repeats and late calls change nothing. */
export const putGroupedAuditRow = async (db: Database, row: NewAuditRow, now: Date): Promise<void> => {
  await db
    .insert(auditRows)
    .values(row)
    .onConflictDoUpdate({
      target: auditRows.id,
      set: { count: row.count },
      setWhere: and(isOpen(row, now), lt(auditRows.count, row.count)),
    });
};

export interface AuditFilter {
  actor?: string | undefined;
  action?: NewAuditRow['action'] | undefined;
  targetId?: string | undefined;
  outcome?: NewAuditRow['outcome'] | undefined;
  /** Both included. */
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Position of the last row of a page: newest first, by time and id. */
export interface AuditPlace {
  at: number;
  id: string;
}

const is = <T>(value: T | undefined, condition: (value: T) => ReturnType<typeof eq>) =>
  value === undefined ? undefined : condition(value);

const selectRows = (db: Database) =>
  db
    .select({
      row: auditRows,
      // Names as they are today, where their bearers still exist.
      actorName: sql<string | null>`COALESCE(${users.name}, ${apiKeys.name})`,
    })
    .from(auditRows)
    .leftJoin(users, and(eq(auditRows.actorKind, 'user'), eq(users.id, auditRows.actorId)))
    .leftJoin(
      apiKeys,
      and(
        eq(auditRows.actorKind, 'key'),
        eq(apiKeys.id, auditRows.actorId),
        eq(apiKeys.workspaceId, auditRows.workspaceId),
      ),
    );

type Selected = Awaited<ReturnType<typeof selectRows>>[number];

const render = ({ row, actorName }: Selected): AuditRow => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { kind: row.actorKind, id: row.actorId, name: actorName },
  action: row.action,
  target: row.targetKind === null ? null : { kind: row.targetKind, id: row.targetId },
  ip: row.ip,
  requestId: row.requestId,
  outcome: row.outcome,
  count: row.count,
  details: row.details,
  seal: row.seq === null || row.hash === null ? null : { seq: row.seq, hash: row.hash },
});

/** Newest first, after `after`. */
export const listAuditRows = async (
  db: Database,
  workspaceId: string,
  query: { filter: AuditFilter; after: AuditPlace | null; limit: number },
): Promise<AuditRow[]> => {
  const { filter, after, limit } = query;
  const place = after && { at: new Date(after.at), id: after.id };
  const rows = await selectRows(db)
    .where(
      and(
        eq(auditRows.workspaceId, workspaceId),
        is(filter.actor, (actor) => eq(auditRows.actorId, actor)),
        is(filter.action, (action) => eq(auditRows.action, action)),
        is(filter.targetId, (targetId) => eq(auditRows.targetId, targetId)),
        is(filter.outcome, (outcome) => eq(auditRows.outcome, outcome)),
        is(filter.from, (from) => gte(auditRows.at, from)),
        is(filter.to, (to) => lte(auditRows.at, to)),
        place ? or(lt(auditRows.at, place.at), and(eq(auditRows.at, place.at), lt(auditRows.id, place.id))) : undefined,
      ),
    )
    .orderBy(desc(auditRows.at), desc(auditRows.id))
    .limit(limit);
  return rows.map(render);
};

export const findAuditRow = async (db: Database, workspaceId: string, id: string): Promise<AuditRow | null> => {
  const [row] = await selectRows(db).where(and(eq(auditRows.workspaceId, workspaceId), eq(auditRows.id, id)));
  return row ? render(row) : null;
};
