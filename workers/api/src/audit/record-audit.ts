import { insertAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ApiContext } from '../api.ts';
import { auditRow } from './audit-row.ts';
import type { AuditEntry } from './audit-row.ts';

/** Writes the row of a fact that has no statement of its own in D1 to stand beside; call it before the fact. */
export const recordAudit = async (c: ApiContext, entry: AuditEntry): Promise<void> => {
  await insertAuditRow(openDatabase(c.env.DB), auditRow(c, entry));
};
