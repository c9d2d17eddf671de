import type { NewAuditRow } from '@waqtor/contracts';
import { auditRows } from '../schema/index.ts';
import type { Database } from './database.ts';

/** G-7: a statement for the batch that writes the fact: both are written, or neither. */
export const insertAuditRow = (db: Database, row: NewAuditRow) => db.insert(auditRows).values(row);
