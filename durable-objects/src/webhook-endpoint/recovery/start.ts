import { ok, refuse, type Result, type WebhookRecovery } from '@waqtor/contracts';
import type { Endpoint } from '../endpoint.ts';
import { RECOVERY_JOB } from '../jobs.ts';
import { failedExtent, missingExtent, type RecoveryExtent } from './extent.ts';
import { cancelRunning, isRunning, readRecovery, toRecovery } from './progress.ts';

export interface RecoveryWish {
  since: string;
  until: string;
  dryRun: boolean;
}

/** W-5: counts what it is about and begins it; with `dryRun` it only counts. One runs at a time. */
export const startRecovery = async (
  endpoint: Endpoint,
  kind: WebhookRecovery['kind'],
  wish: RecoveryWish,
): Promise<Result<WebhookRecovery>> => {
  const { settings, sql } = endpoint;
  if (!settings) return refuse('not_found');
  const window = { since: Date.parse(wish.since), until: Date.parse(wish.until) };
  const extent = kind === 'recover' ? failedExtent(sql, window) : await missingExtent(endpoint, settings, window);
  if (wish.dryRun) return ok(dryRun(kind, wish, extent));
  // After the count: the hub was waited for, and much may have happened meanwhile.
  if (!endpoint.settings) return refuse('not_found');
  if (!endpoint.settings.enabled) return refuse('webhook_disabled');
  if (isRunning(sql)) return refuse('recovery_running');
  const now = Date.now();
  const isEmpty = extent.total === 0;
  endpoint.ctx.storage.transactionSync(() => {
    sql.exec(
      `INSERT OR REPLACE INTO recovery (id, kind, state, since, until, total, next_since, started_at, finished_at,
         last_position) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      kind,
      isEmpty ? 'completed' : 'running',
      window.since,
      window.until,
      extent.total,
      extent.nextSince,
      now,
      isEmpty ? now : null,
      extent.lastPosition,
    );
    if (!isEmpty) endpoint.schedule.at(RECOVERY_JOB, now);
  });
  return currentOf(endpoint);
};

export const currentRecovery = (endpoint: Endpoint): Result<WebhookRecovery | null> => {
  if (!endpoint.settings) return refuse('not_found');
  const row = readRecovery(endpoint.sql);
  return ok(row && toRecovery(row));
};

/** `not_found` when none was ever started; one that is over stays as it ended. */
export const cancelRecovery = (endpoint: Endpoint): Result<WebhookRecovery> => {
  if (!endpoint.settings) return refuse('not_found');
  endpoint.ctx.storage.transactionSync(() => cancelRunning(endpoint, Date.now()));
  endpoint.pump();
  return currentOf(endpoint);
};

const currentOf = (endpoint: Endpoint): Result<WebhookRecovery> => {
  const row = readRecovery(endpoint.sql);
  return row ? ok(toRecovery(row)) : refuse('not_found');
};

const dryRun = (kind: WebhookRecovery['kind'], wish: RecoveryWish, extent: RecoveryExtent): WebhookRecovery => ({
  kind,
  state: 'dry_run',
  since: wish.since,
  until: wish.until,
  total: extent.total,
  isCapped: extent.nextSince !== null,
  nextSince: extent.nextSince,
  done: 0,
  delivered: 0,
  failed: 0,
  startedAt: null,
  finishedAt: null,
});
