import { timingSafeEqual } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { hashApiKeySecret, parseApiKey } from '@waqtor/core/api-key/api-key';
import { RecentValues } from '@waqtor/core/cache/recent-values';
import { findApiKey, isKeyTouchDue, touchApiKey } from '@waqtor/db/queries/api-keys';
import type { KeyRecord } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ApiContext } from '../../api.ts';
import { keyPepper } from '../../auth/key-pepper.ts';
import { settingsOf } from '../../env.ts';

const isSameHash = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
};

/**
 * Records of keys in use, per isolate: a look-up in D1 costs as much as the rest of a send. Its price: a revoked key,
 * or one whose creator's role changed, is served as before for so long at most. Unknown keys are never remembered, and
 * expiry and secret are judged on every request.
 */
export const KEY_CACHE_TTL_MS = 10_000;
const recentKeys = new RecentValues<KeyRecord>({ maxEntries: 1_000, ttlMs: KEY_CACHE_TTL_MS });

const recordOf = async (c: ApiContext, keyId: string, now: Date): Promise<KeyRecord | null> => {
  const recent = recentKeys.get(keyId, now.getTime());
  if (recent) return recent;
  const db = openDatabase(c.env.DB);
  const record = await findApiKey(db, keyId);
  if (record?.revokedAt === null) recentKeys.put(keyId, record, now.getTime());
  return record;
};

/** notes the use of a key, once a minute; the record in memory learns it too. */
const touch = (c: ApiContext, record: KeyRecord, now: Date): void => {
  if (!isKeyTouchDue(record.lastUsedAt, now)) return;
  record.lastUsedAt = now;
  c.executionCtx.waitUntil(touchApiKey(openDatabase(c.env.DB), record.id, now));
};

/** Who a key stands for; `invalid_api_key` without a word about what is wrong with it. */
export const keyPrincipal = async (c: ApiContext, presented: string): Promise<Principal> => {
  const key = parseApiKey(presented);
  // Shape, checksum and kind are decided before the database is asked.
  if (!key) throw new WaqtorError('invalid_api_key');
  const settings = settingsOf(c.env);
  if ((key.mode === 'test') !== settings.isSimulated) throw new WaqtorError('invalid_api_key');
  const now = new Date();
  const record = await recordOf(c, key.id, now);
  const isValid =
    record !== null &&
    record.mode === key.mode &&
    isSameHash(record.secretHash, hashApiKeySecret(keyPepper(settings.authSecret), key.secret)) &&
    record.revokedAt === null &&
    (record.expiresAt === null || record.expiresAt > now);
  if (!isValid) throw new WaqtorError('invalid_api_key');
  touch(c, record, now);
  return { kind: 'key', id: record.id, workspaceId: record.workspaceId, role: record.role, scopes: record.scopes };
};
