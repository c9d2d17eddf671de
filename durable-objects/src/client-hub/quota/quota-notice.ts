import { eventIdOf } from '@waqtor/core/deterministic-id';
import { passedMark } from '@waqtor/core/rate-limit/quota-mark';
import type { QuotaState } from '@waqtor/core/rate-limit/lease-decision';

/** What the API counts a workspace under. */
const WORKSPACE_SUBJECT = 'workspace';

/** A row of `notices` that tells of the quota. */
export interface QuotaNotice {
  code: 'quota_near';
  percent: number;
  /** Requests of a day. */
  limit: number;
}

/**
 * N-4: puts down that the quota of the workspace passed a mark. Call inside the transaction of the claim: use that is
 * known passes a mark once. Answers whether there is something to tell.
 */
export const noteQuota = (
  sql: SqlStorage,
  of: { subject: string; workspaceId: string; before: QuotaState | null; after: QuotaState; limit: number },
  now: number,
): boolean => {
  if (of.subject !== WORKSPACE_SUBJECT) return false;
  const percent = passedMark(of.before, of.after, of.limit);
  if (percent === null) return false;
  const id = eventIdOf(of.workspaceId, 'quota_near', String(of.after.windowStart), String(percent));
  const notice: QuotaNotice = { code: 'quota_near', percent, limit: of.limit };
  sql.exec('INSERT OR IGNORE INTO notices (event_id, at, body) VALUES (?, ?, ?)', id, now, JSON.stringify(notice));
  return true;
};
