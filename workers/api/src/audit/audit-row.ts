import type { AuditAction, AuditDetails, NewAuditRow, Principal } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import type { ApiContext } from '../api.ts';
import { clientIp } from '../http/client-ip.ts';
import { nudgeAuditLog } from './nudge-audit-log.ts';

export interface AuditEntry {
  action: AuditAction;
  target?: { kind: string; id: string | null };
  /** Constants and ids alone: a row outlives the data it speaks of. */
  details?: AuditDetails;
  outcome?: NewAuditRow['outcome'];
}

/** The principal, or the deployment itself (`system`) in a workspace. */
type Actor = Pick<Principal, 'id' | 'workspaceId'> & { kind: NewAuditRow['actorKind'] };

/**
 * The audit row of what this request does; pass it to the query that writes the fact, which batches both. Has it sealed
 * some seconds from now.
 */
export const auditRow = (c: ApiContext, entry: AuditEntry, actor: Actor = c.get('principal')): NewAuditRow => {
  const now = new Date();
  nudgeAuditLog(c, actor.workspaceId);
  return {
    id: newId('aud', now.getTime()),
    workspaceId: actor.workspaceId,
    at: now,
    actorKind: actor.kind,
    actorId: actor.id,
    action: entry.action,
    targetKind: entry.target?.kind ?? null,
    targetId: entry.target?.id ?? null,
    ip: clientIp(c.req.raw.headers),
    requestId: c.get('requestId'),
    outcome: entry.outcome ?? 'done',
    count: 1,
    details: entry.details ?? {},
    settledAt: now,
  };
};
