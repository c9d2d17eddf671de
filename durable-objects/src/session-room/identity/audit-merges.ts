import { auditIdOf } from '@waqtor/core/deterministic-id';
import { auditLogName } from '@waqtor/core/object-name';
import { putAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Room } from '../room.ts';

/** Tells the audit of merged contacts; armed while it has not heard of some. */
export const AUDIT_JOB = 'audit';
/** The rest follows at once: a host that just learnt the lids of a whole address book tells many. */
const MAX_PER_RUN = 50;

export interface ContactMerge {
  keptId: string;
  mergedId: string;
}

/** G-7. Call inside the transaction of the merge. */
export const noteMerge = (room: Room, { keptId, mergedId }: ContactMerge): void => {
  const now = Date.now();
  room.sql.exec(
    'INSERT OR IGNORE INTO contact_merges (id, kept_id, merged_id, at) VALUES (?, ?, ?, ?)',
    auditIdOf('contact.merged', room.sessionId, keptId, mergedId, String(now)),
    keptId,
    mergedId,
    now,
  );
  room.schedule.at(AUDIT_JOB, now);
};

/** The handler of AUDIT_JOB: a merge is struck off only when D1 has its row; a throw is retried by the schedule. */
export const auditMerges = async (room: Room): Promise<void> => {
  for (let rows = next(room); rows.length > 0; rows = next(room)) {
    for (const row of rows) await audit(room, row);
    const { workspaceId } = room;
    await room.env.AUDIT_LOG.getByName(auditLogName(workspaceId)).nudge(workspaceId);
  }
};

type MergeRow = { id: string; kept_id: string; merged_id: string; at: number };

const next = (room: Room): MergeRow[] =>
  room.sql
    .exec<MergeRow>('SELECT id, kept_id, merged_id, at FROM contact_merges ORDER BY at LIMIT ?', MAX_PER_RUN)
    .toArray();

const audit = async (room: Room, row: MergeRow): Promise<void> => {
  const at = new Date(row.at);
  await putAuditRow(openDatabase(room.env.DB), {
    id: row.id,
    workspaceId: room.workspaceId,
    at,
    actorKind: 'system',
    actorId: room.sessionId,
    action: 'contact.merged',
    targetKind: 'contact',
    targetId: row.kept_id,
    ip: null,
    requestId: null,
    outcome: 'done',
    count: 1,
    details: { mergedId: row.merged_id, sessionId: room.sessionId },
    settledAt: at,
  });
  room.sql.exec('DELETE FROM contact_merges WHERE id = ?', row.id);
};
