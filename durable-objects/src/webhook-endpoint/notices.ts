import { newId } from '@waqtor/core/id';
import { notify } from '../shared/notify.ts';
import type { Endpoint } from './endpoint.ts';
import { FAILING_JOB, NOTICE_JOB } from './jobs.ts';
import { readSettings, type Settings } from './settings.ts';

/** N-4: an endpoint that has only failed for so long is worth a word, long before it is disabled. */
export const FAILING_TOLD_AFTER_MS = 60 * 60 * 1000;

type Notice = {
  id: string;
  code: 'webhook_disabled' | 'webhook_failing';
  type: 'warning' | 'error';
  params: string;
  at: number;
};

/** Owners and admins are to be told. Inside the transaction of what happened. */
export const addNotice = (
  endpoint: Endpoint,
  settings: Settings,
  notice: Pick<Notice, 'code' | 'type'> & { reason: string },
  now: number,
): void => {
  // Its name, or the host alone: what follows that may hold a key.
  const host = URL.canParse(settings.url) ? new URL(settings.url).host : '';
  endpoint.sql.exec(
    'INSERT INTO notices (id, code, type, params, at) VALUES (?, ?, ?, ?, ?)',
    newId('evt', now),
    notice.code,
    notice.type,
    JSON.stringify({
      endpointId: settings.endpointId,
      description: settings.description || host,
      reason: notice.reason,
    }),
    now,
  );
  endpoint.schedule.at(NOTICE_JOB, now);
};

/**
 * The handler of NOTICE_JOB: a notice is struck off only when D1 has taken it; what D1 did not take is tried again by
 * the schedule, and what it took twice is one row.
 */
export const tellNotices = async (endpoint: Endpoint): Promise<void> => {
  const settings = readSettings(endpoint.sql);
  if (!settings) return;
  for (const notice of endpoint.sql.exec<Notice>('SELECT * FROM notices ORDER BY at').toArray()) {
    await notify(endpoint.env, {
      workspaceId: settings.workspaceId,
      audience: 'admins',
      factId: notice.id,
      type: notice.type,
      code: notice.code,
      params: JSON.parse(notice.params) as Record<string, string>,
      link: `/webhooks?endpoint=${settings.endpointId}`,
      groupKey: settings.endpointId,
      at: new Date(notice.at),
    });
    endpoint.sql.exec('DELETE FROM notices WHERE id = ?', notice.id);
  }
};

/** The endpoint began to fail: looked at again when it has for long enough. Inside the transaction. */
export const watchFailing = (endpoint: Endpoint, since: number): void =>
  endpoint.schedule.at(FAILING_JOB, since + FAILING_TOLD_AFTER_MS);

/** The handler of FAILING_JOB: once for every time that it fails on and on. */
export const tellFailing = (endpoint: Endpoint, now: number): number | undefined => {
  const { settings } = endpoint;
  if (!settings?.enabled || settings.failingSince === null || settings.isFailingTold) return undefined;
  const leftMs = settings.failingSince + FAILING_TOLD_AFTER_MS - now;
  if (leftMs > 0) return leftMs;
  endpoint.ctx.storage.transactionSync(() => {
    endpoint.sql.exec('UPDATE settings SET failing_told = 1');
    addNotice(endpoint, settings, { code: 'webhook_failing', type: 'warning', reason: 'failing' }, now);
  });
  return undefined;
};
