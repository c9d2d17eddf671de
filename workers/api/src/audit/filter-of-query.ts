import type { listAuditQuery } from '@waqtor/contracts';
import type { AuditFilter } from '@waqtor/db/queries/audit';
import type * as z from 'zod';

type Query = Pick<z.output<typeof listAuditQuery>, 'actor' | 'action' | 'targetId' | 'outcome' | 'from' | 'to'>;

export const filterOfQuery = ({ actor, action, targetId, outcome, from, to }: Query): AuditFilter => ({
  actor,
  action,
  targetId,
  outcome,
  from: from === undefined ? undefined : new Date(from),
  to: to === undefined ? undefined : new Date(to),
});
