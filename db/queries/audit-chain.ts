import type { SealedRow } from '@waqtor/contracts';
import type { AnyColumn } from 'drizzle-orm';
import { and, asc, eq, gt, inArray, isNull, lt, lte, min, or, sql } from 'drizzle-orm';
import { auditRows } from '../schema/index.ts';
import type { Database } from './database.ts';

/** `raw`: not through the mapping of the column, which fails on values that nobody of ours wrote. */
const raw = <T>(column: AnyColumn) => sql<T>`${column}`;
const COLUMNS = {
  id: auditRows.id,
  workspaceId: auditRows.workspaceId,
  at: raw<number>(auditRows.at),
  actorKind: raw<string>(auditRows.actorKind),
  actorId: auditRows.actorId,
  action: raw<string>(auditRows.action),
  targetKind: auditRows.targetKind,
  targetId: auditRows.targetId,
  ip: auditRows.ip,
  requestId: auditRows.requestId,
  outcome: raw<string>(auditRows.outcome),
  count: raw<number>(auditRows.count),
  details: raw<string>(auditRows.details),
  settledAt: raw<number>(auditRows.settledAt),
  seq: raw<number | null>(auditRows.seq),
  hash: auditRows.hash,
};

/** The value, or the text itself when it is not JSON. */
const parsed = (text: unknown): unknown => {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Altered: it is compared as it stands, and found.
    return text;
  }
};

const chainRows = async (rows: Promise<(Omit<SealedRow, 'details'> & { details: string })[]>) =>
  (await rows).map((row): SealedRow => ({ ...row, details: parsed(row.details) }));

export interface SettledPlace {
  settledAt: number;
  id: string;
}

/** Rows that are not sealed, settled at `until` at the latest, in the order in which they are sealed. */
export const listUnsealedAuditRows = (
  db: Database,
  workspaceId: string,
  query: { until: number; after: SettledPlace | null; limit: number },
): Promise<SealedRow[]> => {
  const { until, after, limit } = query;
  const settledAt = raw<number>(auditRows.settledAt);
  const isAfter =
    after && or(gt(settledAt, after.settledAt), and(eq(settledAt, after.settledAt), gt(auditRows.id, after.id)));
  return chainRows(
    db
      .select(COLUMNS)
      .from(auditRows)
      .where(
        and(eq(auditRows.workspaceId, workspaceId), isNull(auditRows.seq), lte(settledAt, until), isAfter ?? undefined),
      )
      .orderBy(asc(auditRows.settledAt), asc(auditRows.id))
      .limit(limit),
  );
};

/** When the next row settles that is not settled at `after`, epoch ms; null: there is none. */
export const nextAuditSettlement = async (db: Database, workspaceId: string, after: number): Promise<number | null> => {
  const settledAt = raw<number>(auditRows.settledAt);
  const [row] = await db
    .select({ at: sql<number | null>`min(${settledAt})` })
    .from(auditRows)
    .where(and(eq(auditRows.workspaceId, workspaceId), isNull(auditRows.seq), gt(settledAt, after)));
  return row?.at ?? null;
};

/**
 * Writes places beside their rows. A row that has one keeps it, and a place that another row holds is left to it: both
 * are for `verify` to tell, and neither may stop what comes after.
 */
export const writeAuditSeals = async (
  db: Database,
  workspaceId: string,
  seals: { seq: number; rowId: string; hash: string }[],
): Promise<void> => {
  if (seals.length === 0) return;
  // By the id: with `+` the planner leaves the indexes of the other columns, which would visit every unsealed row.
  // One bound value for the whole page: D1 takes 100 of them in a statement.
  await db.run(
    sql`UPDATE OR IGNORE ${auditRows} SET seq = seal.value ->> 'seq', hash = seal.value ->> 'hash'
      FROM json_each(${JSON.stringify(seals)}) AS seal
      WHERE ${auditRows.id} = seal.value ->> 'rowId' AND +${auditRows.workspaceId} = ${workspaceId}
        AND +${auditRows.seq} IS NULL`,
  );
};

const IS_NUMBER = sql`typeof(${auditRows.seq}) IN ('integer', 'real')`;

/** Rows with a place after `seq`, in the order of their places. */
export const listSealedAuditRows = (
  db: Database,
  workspaceId: string,
  seq: number,
  limit: number,
): Promise<SealedRow[]> =>
  chainRows(
    db
      .select(COLUMNS)
      .from(auditRows)
      .where(and(eq(auditRows.workspaceId, workspaceId), gt(raw<number>(auditRows.seq), seq), IS_NUMBER))
      .orderBy(asc(auditRows.seq))
      .limit(limit),
  );

export const listAuditRowsOf = (db: Database, workspaceId: string, ids: string[]): Promise<SealedRow[]> =>
  chainRows(
    db
      .select(COLUMNS)
      .from(auditRows)
      .where(
        and(
          // `+`: by the ids, not through all rows of the workspace.
          sql`+${auditRows.workspaceId} = ${workspaceId}`,
          inArray(auditRows.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
        ),
      ),
  );

/** Rows whose place is neither a number nor empty. */
export const listMisplacedAuditIds = async (db: Database, workspaceId: string, limit: number): Promise<string[]> => {
  const rows = await db
    .select({ id: auditRows.id })
    .from(auditRows)
    .where(and(eq(auditRows.workspaceId, workspaceId), sql`${auditRows.seq} IS NOT NULL AND NOT ${IS_NUMBER}`))
    .limit(limit);
  return rows.map((row) => row.id);
};

export const listUnsealedAuditIds = async (
  db: Database,
  workspaceId: string,
  after: string,
  limit: number,
): Promise<string[]> => {
  const rows = await db
    .select({ id: auditRows.id })
    .from(auditRows)
    .where(and(eq(auditRows.workspaceId, workspaceId), isNull(auditRows.seq), gt(auditRows.id, after)))
    .orderBy(asc(auditRows.id))
    .limit(limit);
  return rows.map((row) => row.id);
};

/** Workspaces that have rows settled before `before` and not sealed, longest waiting first. */
export const listWorkspacesToSeal = async (db: Database, before: Date, limit: number): Promise<string[]> => {
  const rows = await db
    .select({ workspaceId: auditRows.workspaceId })
    .from(auditRows)
    .where(and(isNull(auditRows.seq), lt(auditRows.settledAt, before)))
    .groupBy(auditRows.workspaceId)
    .orderBy(asc(min(auditRows.settledAt)))
    .limit(limit);
  return rows.map((row) => row.workspaceId);
};
