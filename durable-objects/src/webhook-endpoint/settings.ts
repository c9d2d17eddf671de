import type { EndpointInit, Webhook } from '@waqtor/contracts';
import { retryPolicyOf, type RetryPolicy } from '@waqtor/core/webhook/retry-schedule';

export type DisabledReason = NonNullable<Webhook['disabledReason']>;
export type EndpointPatch = Partial<
  Pick<EndpointInit, 'url' | 'events' | 'sessionId' | 'description' | 'retry' | 'enabled'>
>;

/** The one settings row of an endpoint, decoded. */
export interface Settings {
  workspaceId: string;
  endpointId: string;
  url: string;
  events: string[];
  sessionId: string | null;
  description: string;
  retry: RetryPolicy;
  enabled: boolean;
  disabledReason: DisabledReason | null;
  sealedSecrets: string[];
  failingSince: number | null;
  /** Rises with every change that the hub must hear of. */
  version: number;
  createdAt: number;
  updatedAt: number;
  isRemoved: boolean;
}

type Row = {
  workspace_id: string;
  endpoint_id: string;
  url: string;
  events: string;
  session_id: string | null;
  description: string;
  retry: string;
  enabled: number;
  disabled_reason: DisabledReason | null;
  sealed_secrets: string;
  failing_since: number | null;
  version: number;
  created_at: number;
  updated_at: number;
  removed_at: number | null;
};

/** Null before `create`. */
export const readSettings = (sql: SqlStorage): Settings | null => {
  const row = sql.exec<Row>('SELECT * FROM settings').toArray()[0];
  if (!row) return null;
  return {
    workspaceId: row.workspace_id,
    endpointId: row.endpoint_id,
    url: row.url,
    events: JSON.parse(row.events) as string[],
    sessionId: row.session_id,
    description: row.description,
    retry: JSON.parse(row.retry) as RetryPolicy,
    enabled: row.enabled === 1,
    disabledReason: row.disabled_reason,
    sealedSecrets: JSON.parse(row.sealed_secrets) as string[],
    failingSince: row.failing_since,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    isRemoved: row.removed_at !== null,
  };
};

export const insertSettings = (sql: SqlStorage, init: EndpointInit, now: number): void => {
  sql.exec(
    `INSERT INTO settings (id, workspace_id, endpoint_id, url, events, session_id, description, retry, enabled,
       disabled_reason, sealed_secrets, created_at, updated_at) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    init.workspaceId,
    init.endpointId,
    init.url,
    JSON.stringify(init.events),
    init.sessionId,
    init.description,
    JSON.stringify(retryPolicyOf(init.retry)),
    init.enabled ? 1 : 0,
    init.enabled ? null : 'operator',
    JSON.stringify([init.sealedSecret]),
    now,
    now,
  );
};

/**
 * `enabled: true` forgets why it was disabled and since when it failed. `updated_at` rises with every change, also of
 * one millisecond, because it is what a conditional change compares.
 */
export const patchSettings = (sql: SqlStorage, current: Settings, patch: EndpointPatch, now: number): void => {
  const enabled = patch.enabled ?? current.enabled;
  const isSwitched = enabled !== current.enabled;
  const disabledReason = enabled ? null : isSwitched ? 'operator' : current.disabledReason;
  sql.exec(
    `UPDATE settings SET url = ?, events = ?, session_id = ?, description = ?, retry = ?, enabled = ?,
       disabled_reason = ?, failing_since = ?, version = version + 1, updated_at = MAX(?, updated_at + 1)`,
    patch.url ?? current.url,
    JSON.stringify(patch.events ?? current.events),
    patch.sessionId === undefined ? current.sessionId : patch.sessionId,
    patch.description ?? current.description,
    JSON.stringify(patch.retry ? retryPolicyOf(patch.retry) : current.retry),
    enabled ? 1 : 0,
    disabledReason,
    enabled && isSwitched ? null : current.failingSince,
    now,
  );
};

export const disableSettings = (sql: SqlStorage, reason: DisabledReason, now: number): void => {
  sql.exec(
    `UPDATE settings SET enabled = 0, disabled_reason = ?, version = version + 1,
       updated_at = MAX(?, updated_at + 1)`,
    reason,
    now,
  );
};

export const setFailingSince = (sql: SqlStorage, since: number | null): void => {
  sql.exec('UPDATE settings SET failing_since = ?', since);
};

/** Keeps the row, empties what is secret or personal: the object answers not_found from now on. */
export const entomb = (sql: SqlStorage, now: number): void => {
  sql.exec(
    `UPDATE settings SET removed_at = ?, enabled = 0, url = '', description = '', sealed_secrets = '[]',
       version = version + 1`,
    now,
  );
};

export const toWebhook = (settings: Settings): Webhook => ({
  id: settings.endpointId,
  url: settings.url,
  events: settings.events,
  sessionId: settings.sessionId,
  description: settings.description,
  retry: settings.retry,
  enabled: settings.enabled,
  disabledReason: settings.disabledReason,
  createdAt: new Date(settings.createdAt).toISOString(),
  updatedAt: new Date(settings.updatedAt).toISOString(),
});
