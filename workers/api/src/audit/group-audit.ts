import { putGroupedAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import { networkOf } from '@waqtor/core/ticket/network-address';
import type { ApiContext } from '../api.ts';
import { clientIp } from '../http/client-ip.ts';
import { describeError, log } from '../log.ts';
import { auditRow } from './audit-row.ts';
import type { AuditEntry } from './audit-row.ts';
import { GroupedRows } from './grouped-rows.ts';

const groups = new GroupedRows();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Counts this request in the row of its actor, action, target and network (a key that is used from elsewhere at the
 * same time is told apart). Never waits for the database.
 */
export const groupAudit = (c: ApiContext, entry: AuditEntry): void => {
  const { workspaceId, kind, id } = c.get('principal');
  const network = networkOf(clientIp(c.req.raw.headers));
  const key = `${workspaceId} ${kind} ${id} ${entry.action} ${entry.target?.kind} ${entry.target?.id} ${network}`;
  groups.count(
    key,
    {
      now: Date.now(),
      write: (row, now) => putGroupedAuditRow(openDatabase(c.env.DB), row, now),
      wait,
      waitUntil: (work) => c.executionCtx.waitUntil(work),
      report: (error) => log('error', 'a grouped audit row was not written', describeError(error)),
    },
    () => auditRow(c, entry),
  );
};
