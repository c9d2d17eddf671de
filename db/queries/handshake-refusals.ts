import type { RefusalKind } from '@waqtor/contracts';
import { and, gte, inArray, lt, sql } from 'drizzle-orm';
import { handshakeRefusals } from '../schema/index.ts';
import type { Database } from './database.ts';

/** A statement may have 100 parameters; a row is four. */
const ROWS_PER_STATEMENT = 20;

export interface RefusalCount {
  workspaceId: string;
  kind: RefusalKind;
  /** Epoch ms. */
  hour: number;
  count: number;
}

/** Adds to the rows, all or none. Not repeatable: who gets no answer and asks again may count twice. */
export const addRefusals = async (db: Database, rows: readonly RefusalCount[]): Promise<void> => {
  const statements = [];
  for (let first = 0; first < rows.length; first += ROWS_PER_STATEMENT) {
    statements.push(
      db
        .insert(handshakeRefusals)
        .values(rows.slice(first, first + ROWS_PER_STATEMENT))
        .onConflictDoUpdate({
          target: [handshakeRefusals.workspaceId, handshakeRefusals.kind, handshakeRefusals.hour],
          set: { count: sql`${handshakeRefusals.count} + excluded.count` },
        }),
    );
  }
  const [one, ...more] = statements;
  if (one) await db.batch([one, ...more]);
};

/** Sums by kind, of these workspaces together, of the hours since `since`. */
export const sumRefusals = async (
  db: Database,
  workspaceIds: readonly string[],
  since: Date,
): Promise<{ kind: RefusalKind; count: number }[]> =>
  db
    .select({ kind: handshakeRefusals.kind, count: sql<number>`SUM(${handshakeRefusals.count})` })
    .from(handshakeRefusals)
    .where(and(inArray(handshakeRefusals.workspaceId, [...workspaceIds]), gte(handshakeRefusals.hour, since.getTime())))
    .groupBy(handshakeRefusals.kind);

/** Of hours that began before. */
export const deleteRefusalsBefore = async (db: Database, before: Date): Promise<void> => {
  await db.delete(handshakeRefusals).where(lt(handshakeRefusals.hour, before.getTime()));
};
