import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import type { AuditLogRpc, NewAuditRow } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { auditLogName } from '@waqtor/core/object-name';
import { insertAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ObjectsEnv } from '../env.ts';
import type { AuditLog } from './audit-log.ts';

/** Builders of the audit log's tests (imported by tests only). */
export const objectsEnv = env as unknown as ObjectsEnv;
export const db = openDatabase(objectsEnv.DB);

export const logStub = (workspaceId: string) =>
  objectsEnv.AUDIT_LOG.getByName(auditLogName(workspaceId)) as unknown as DurableObjectStub<AuditLog>;
export const logOf = (workspaceId: string): AuditLogRpc => logStub(workspaceId) as unknown as AuditLogRpc;

/** Writes a row that settled a minute ago. */
export const writeRow = async (workspaceId: string, change: Partial<NewAuditRow> = {}): Promise<NewAuditRow> => {
  const at = new Date(Date.now() - 60_000);
  const row: NewAuditRow = {
    id: newId('aud'),
    workspaceId,
    at,
    actorKind: 'user',
    actorId: 'usr_0000000000',
    action: 'member.role_changed',
    targetKind: 'member',
    targetId: 'usr_0000000001',
    ip: '2001:db8::1',
    requestId: newId('req'),
    outcome: 'done',
    count: 1,
    details: { from: 'agent', to: 'admin' },
    settledAt: at,
    ...change,
  };
  await insertAuditRow(db, row);
  return row;
};

export const writeRows = async (workspaceId: string, count: number): Promise<NewAuditRow[]> => {
  const rows: NewAuditRow[] = [];
  for (let n = 0; n < count; n++) rows.push(await writeRow(workspaceId));
  return rows;
};

export interface StoredRow {
  id: string;
  seq: number | null;
  hash: string | null;
  outcome: string;
  count: number;
}

/** As they stand in the database, in the order of their places. */
export const storedRows = async (workspaceId: string): Promise<StoredRow[]> => {
  const rows = await objectsEnv.DB.prepare('SELECT * FROM audit_rows WHERE workspace_id = ? ORDER BY seq, id')
    .bind(workspaceId)
    .all<StoredRow>();
  return rows.results;
};

/** What somebody with the keys of the database does. */
export const tamper = async (sql: string, ...values: unknown[]): Promise<void> => {
  const { meta } = await objectsEnv.DB.prepare(sql)
    .bind(...values)
    .run();
  if (meta.changes === 0) throw new Error('Nothing was changed.');
};

/** The alarm, now: everything that was armed is due. */
export const sealNow = async (workspaceId: string): Promise<void> => {
  await logOf(workspaceId).nudge(workspaceId);
  await runInDurableObject(logStub(workspaceId), async (object, state) => {
    state.storage.sql.exec('UPDATE _schedule SET due_at = 0');
    await object.alarm();
  });
};

/** ms until the job that seals is due; null when none is armed. */
export const dueInMs = (workspaceId: string): Promise<number | null> =>
  runInDurableObject(logStub(workspaceId), (_object, state) => {
    const [row] = state.storage.sql.exec<{ due_at: number }>(`SELECT due_at FROM _schedule WHERE job = 'seal'`);
    return row ? row.due_at - Date.now() : null;
  });
