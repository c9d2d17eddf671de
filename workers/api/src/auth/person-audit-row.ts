import type { NewAuditRow } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findMembership } from '@waqtor/db/queries/members';
import type { ApiContext } from '../api.ts';
import { auditRow } from '../audit/audit-row.ts';
import type { AuditEntry } from '../audit/audit-row.ts';

/** What a person does to their own account, told in the workspace they work in; null: they are a member of none. */
export const personAuditRow = async (
  c: ApiContext,
  person: { userId: string; workspaceId: string | null },
  entry: AuditEntry,
): Promise<NewAuditRow | null> => {
  const membership = await findMembership(openDatabase(c.env.DB), person.userId, person.workspaceId);
  if (!membership) return null;
  return auditRow(c, entry, { kind: 'user', id: person.userId, workspaceId: membership.workspaceId });
};
