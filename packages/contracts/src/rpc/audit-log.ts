import type { AuditVerification } from '../audit/audit-row.ts';

/** The object that seals the audit rows of one workspace into a hash chain (design §10). */
export interface AuditLogRpc {
  /** Rows were written: seal what is settled within some 10 s. Cheap, may be lost (a cron asks again) or repeated. */
  nudge(workspaceId: string): Promise<void>;
  /** Compares every row of the database with the chain. */
  verify(workspaceId: string): Promise<AuditVerification>;
}
