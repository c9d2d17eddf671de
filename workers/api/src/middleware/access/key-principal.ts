import { timingSafeEqual } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import type { ErrorCode, Principal } from '@waqtor/contracts';
import { hashApiKeySecret, parseApiKey } from '@waqtor/core/api-key/api-key';
import { RecentValues } from '@waqtor/core/cache/recent-values';
import { isIpAllowed } from '@waqtor/core/ip-allow/ip-allow';
import { findApiKey, isKeyTouchDue, touchApiKey } from '@waqtor/db/queries/api-keys';
import type { KeyRecord } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ApiContext } from '../../api.ts';
import { keyPepper } from '../../auth/key-pepper.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';

/**
 * Records of keys in use, per isolate: a look-up in D1 costs as much as the rest of a send. Its price: a revoked key,
 * or one whose creator's role changed, is served as before for so long at most. Unknown keys are never remembered,
 * expiry and secret are judged on every request, and no request is refused by memory alone: a secret that was made
 * elsewhere a second ago works.
 */
export const KEY_CACHE_TTL_MS = 10_000;
const recentKeys = new RecentValues<KeyRecord>({ maxEntries: 1_000, ttlMs: KEY_CACHE_TTL_MS });

/** After a key was changed here: the next request of this isolate reads it anew. */
export const forgetKey = (keyId: string): void => recentKeys.forget(keyId);

/** The key as the database has it now; null when there is none that a member made. */
export const readKeyRecord = async (c: ApiContext, keyId: string, now: Date): Promise<KeyRecord | null> => {
  const record = await findApiKey(openDatabase(c.env.DB), keyId);
  // As old as the time before the reading: a revocation meanwhile must not be outlived by more than the TTL.
  if (record?.revokedAt === null) recentKeys.put(keyId, record, now.getTime());
  return record;
};

const isSameHash = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** The present secret, or the one before it until its grace ends. */
const isSecretOf = (record: KeyRecord, secretHash: string, now: Date): boolean => {
  const isPresent = isSameHash(record.secretHash, secretHash);
  const { previousSecretHash, previousValidUntil } = record;
  const isGraceOn = previousSecretHash !== null && previousValidUntil !== null && previousValidUntil > now;
  return (isGraceOn && isSameHash(previousSecretHash, secretHash)) || isPresent;
};

/** The same, or as it was at most 10 s ago: for what decides nothing. */
export const knownKeyRecord = async (c: ApiContext, keyId: string): Promise<KeyRecord | null> =>
  recentKeys.get(keyId, Date.now()) ?? (await readKeyRecord(c, keyId, new Date()));

/** Why the key may not be used by this request, its secret aside; null when it may. */
export const keyFaultOf = (c: ApiContext, record: KeyRecord, now: Date): ErrorCode | null => {
  if ((record.mode === 'test') !== settingsOf(c.env).isSimulated) return 'invalid_api_key';
  if (record.revokedAt !== null) return 'invalid_api_key';
  if (record.expiresAt !== null && record.expiresAt <= now) return 'invalid_api_key';
  return isIpAllowed(record.ips, clientIp(c.req.raw.headers)) ? null : 'ip_not_allowed';
};

/** notes the use of a key, once a minute; the record in memory learns it too. */
export const touchKey = (c: ApiContext, record: KeyRecord, now: Date): void => {
  if (!isKeyTouchDue(record.lastUsedAt, now)) return;
  record.lastUsedAt = now;
  c.executionCtx.waitUntil(touchApiKey(openDatabase(c.env.DB), record.id, now));
};

export const principalOfKey = ({ id, workspaceId, role, scopes }: KeyRecord): Principal => ({
  kind: 'key',
  id,
  workspaceId,
  role,
  scopes,
});

/**
 * Who a key stands for; `invalid_api_key` without a word about what is wrong with it. Who holds the secret and comes
 * from an address that is not on the key's list is told so: `ip_not_allowed`.
 */
export const keyPrincipal = async (c: ApiContext, presented: string): Promise<Principal> => {
  const key = parseApiKey(presented);
  // Shape, checksum and kind are decided before the database is asked.
  if (!key) throw new WaqtorError('invalid_api_key');
  const settings = settingsOf(c.env);
  if ((key.mode === 'test') !== settings.isSimulated) throw new WaqtorError('invalid_api_key');
  const now = new Date();
  const secretHash = hashApiKeySecret(keyPepper(settings.authSecret), key.secret);
  const judge = (record: KeyRecord | null | undefined): ErrorCode | null =>
    record && record.mode === key.mode && isSecretOf(record, secretHash, now)
      ? keyFaultOf(c, record, now)
      : 'invalid_api_key';
  const recent = recentKeys.get(key.id, now.getTime());
  const record = recent && judge(recent) === null ? recent : await readKeyRecord(c, key.id, now);
  const fault = judge(record);
  if (fault !== null || !record) throw new WaqtorError(fault ?? 'invalid_api_key');
  touchKey(c, record, now);
  return principalOfKey(record);
};

/**
 * The principal of a key that was proved before (by a ticket, or a moment ago), as the database has it now: for
 * sockets, which would outlive a revocation that this isolate has not heard of.
 */
export const presentKeyPrincipal = async (c: ApiContext, keyId: string): Promise<Principal> => {
  const now = new Date();
  const record = await readKeyRecord(c, keyId, now);
  const fault = record ? keyFaultOf(c, record, now) : 'invalid_api_key';
  if (fault !== null || !record) throw new WaqtorError(fault ?? 'invalid_api_key');
  return principalOfKey(record);
};
