import type { EndpointInit, EndpointPatch, Webhook, WebhookFilter } from '@waqtor/contracts';
import { retryPolicyOf, type RetryPolicy } from '@waqtor/core/webhook/retry-schedule';

export type DisabledReason = NonNullable<Webhook['disabledReason']>;

/** The one settings row of an endpoint, decoded. Times are epoch ms. */
export interface Settings {
  workspaceId: string;
  endpointId: string;
  url: string;
  events: string[];
  sessionId: string | null;
  description: string;
  retry: RetryPolicy;
  filter: WebhookFilter | null;
  payload: 'full' | 'thin';
  ordered: boolean;
  throttle: { perSecond: number } | null;
  sealedHeaders: string | null;
  headerNames: string[];
  enabled: boolean;
  disabledReason: DisabledReason | null;
  disabledAt: number | null;
  /** Newest first. */
  sealedSecrets: string[];
  previousExpiresAt: number | null;
  failingSince: number | null;
  isFailingTold: boolean;
  /** Rises with every change that the hub must hear of. */
  version: number;
  createdAt: number;
  updatedAt: number;
  isRemoved: boolean;
  /** In the index of D1, where the API looks for it. */
  isListed: boolean;
  /** Ids of the latest rotations of the secret, newest first. */
  rotations: string[];
}

type Row = {
  workspace_id: string;
  endpoint_id: string;
  url: string;
  events: string;
  session_id: string | null;
  description: string;
  retry: string;
  filter: string | null;
  payload: 'full' | 'thin';
  ordered: number;
  throttle: string | null;
  sealed_headers: string | null;
  header_names: string;
  enabled: number;
  disabled_reason: DisabledReason | null;
  disabled_at: number | null;
  sealed_secrets: string;
  previous_expires_at: number | null;
  failing_since: number | null;
  failing_told: number;
  version: number;
  created_at: number;
  updated_at: number;
  removed_at: number | null;
  is_listed: number;
  rotations: string;
};

const parsed = <T>(json: string | null): T | null => (json === null ? null : (JSON.parse(json) as T));
const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

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
    filter: parsed<WebhookFilter>(row.filter),
    payload: row.payload,
    ordered: row.ordered === 1,
    throttle: parsed<{ perSecond: number }>(row.throttle),
    sealedHeaders: row.sealed_headers,
    headerNames: JSON.parse(row.header_names) as string[],
    enabled: row.enabled === 1,
    disabledReason: row.disabled_reason,
    disabledAt: row.disabled_at,
    sealedSecrets: JSON.parse(row.sealed_secrets) as string[],
    previousExpiresAt: row.previous_expires_at,
    failingSince: row.failing_since,
    isFailingTold: row.failing_told === 1,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    isRemoved: row.removed_at !== null,
    isListed: row.is_listed === 1,
    rotations: JSON.parse(row.rotations) as string[],
  };
};

export const insertSettings = (sql: SqlStorage, init: EndpointInit, now: number): void => {
  sql.exec(
    `INSERT INTO settings (id, workspace_id, endpoint_id, url, events, session_id, description, retry, filter, payload,
       ordered, throttle, sealed_headers, header_names, enabled, disabled_reason, disabled_at, sealed_secrets,
       created_at, updated_at, is_listed) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    init.workspaceId,
    init.endpointId,
    init.url,
    JSON.stringify(init.events),
    init.sessionId,
    init.description,
    JSON.stringify(retryPolicyOf(init.retry)),
    jsonOrNull(init.filter),
    init.payload,
    init.ordered ? 1 : 0,
    jsonOrNull(init.throttle),
    init.sealedHeaders,
    JSON.stringify(init.headerNames),
    init.enabled ? 1 : 0,
    init.enabled ? null : 'operator',
    init.enabled ? null : now,
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
  const next = { ...current, ...(Object.fromEntries(given(patch)) as EndpointPatch) };
  const isSwitched = next.enabled !== current.enabled;
  sql.exec(
    `UPDATE settings SET url = ?, events = ?, session_id = ?, description = ?, retry = ?, filter = ?, payload = ?,
       ordered = ?, throttle = ?, sealed_headers = ?, header_names = ?, enabled = ?, disabled_reason = ?,
       disabled_at = ?, version = version + 1, updated_at = MAX(?, updated_at + 1)`,
    next.url,
    JSON.stringify(next.events),
    next.sessionId,
    next.description,
    JSON.stringify(patch.retry ? retryPolicyOf(patch.retry) : current.retry),
    jsonOrNull(next.filter),
    next.payload,
    next.ordered ? 1 : 0,
    jsonOrNull(next.throttle),
    next.sealedHeaders,
    JSON.stringify(next.headerNames),
    next.enabled ? 1 : 0,
    next.enabled ? null : isSwitched ? 'operator' : current.disabledReason,
    next.enabled ? null : isSwitched ? now : current.disabledAt,
    now,
  );
  if (next.enabled && isSwitched) setFailingSince(sql, null);
};

/** A field that is there but undefined leaves things as they are, as one that is not there. */
const given = (patch: EndpointPatch): [string, unknown][] =>
  Object.entries(patch).filter(([, value]) => value !== undefined);

export const disableSettings = (sql: SqlStorage, reason: DisabledReason, now: number): void => {
  sql.exec(
    `UPDATE settings SET enabled = 0, disabled_reason = ?, disabled_at = ?, version = version + 1,
       updated_at = MAX(?, updated_at + 1)`,
    reason,
    now,
    now,
  );
};

export const setFailingSince = (sql: SqlStorage, since: number | null): void => {
  sql.exec('UPDATE settings SET failing_since = ?, failing_told = 0', since);
};

export const setListed = (sql: SqlStorage): void => {
  sql.exec('UPDATE settings SET is_listed = 1');
};

/** As if it had never been: the same id may be tried again. */
export const forgetSettings = (sql: SqlStorage): void => {
  sql.exec('DELETE FROM settings');
};

export const setRotations = (sql: SqlStorage, rotations: readonly string[]): void => {
  sql.exec('UPDATE settings SET rotations = ?', JSON.stringify(rotations));
};

export const setSecrets = (
  sql: SqlStorage,
  sealedSecrets: readonly string[],
  previousExpiresAt: number | null,
  now: number,
): void => {
  sql.exec(
    'UPDATE settings SET sealed_secrets = ?, previous_expires_at = ?, updated_at = MAX(?, updated_at + 1)',
    JSON.stringify(sealedSecrets),
    previousExpiresAt,
    now,
  );
};

/** Keeps the row, empties what is secret or personal: the object answers not_found from now on. */
export const entomb = (sql: SqlStorage, now: number): void => {
  sql.exec(
    `UPDATE settings SET removed_at = ?, enabled = 0, url = '', description = '', sealed_secrets = '[]', filter = NULL,
       sealed_headers = NULL, header_names = '[]', version = version + 1`,
    now,
  );
};
