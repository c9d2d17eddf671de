import type { NewAuditRow } from '@waqtor/contracts';
import { sql } from 'drizzle-orm';
import { auditRows } from '../schema/index.ts';
import type { Database } from './database.ts';

/**
 * The audit row of a change that its own statement may refuse (a limit, a version, a code that is used up): written
 * only when the statement just before it in the same `db.batch` changed a row, so that the audit never tells of what
 * did not happen.
 */
export const insertAuditRowAfter = (db: Database, row: NewAuditRow) =>
  db.insert(auditRows).select(
    sql`SELECT ${row.id}, ${row.workspaceId}, ${row.at.getTime()}, ${row.actorKind}, ${row.actorId}, ${row.action},
      ${row.targetKind}, ${row.targetId}, ${row.ip}, ${row.requestId}, ${row.outcome}, ${row.count},
      ${JSON.stringify(row.details)}, ${row.settledAt.getTime()}, NULL, NULL WHERE changes() > 0`,
  );
