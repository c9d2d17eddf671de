import { timingSafeEqual } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { hashApiKeySecret, parseApiKey } from '@waqtor/core/api-key/api-key';
import { findApiKey, isKeyTouchDue, touchApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ApiContext } from '../../api.ts';
import { keyPepper } from '../../auth/key-pepper.ts';
import { settingsOf } from '../../env.ts';

const isSameHash = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Who a key stands for; `invalid_api_key` without a word about what is wrong with it. */
export const keyPrincipal = async (c: ApiContext, presented: string): Promise<Principal> => {
  const key = parseApiKey(presented);
  // Shape, checksum and kind are decided before the database is asked.
  if (!key) throw new WaqtorError('invalid_api_key');
  const settings = settingsOf(c.env);
  if ((key.mode === 'test') !== settings.isSimulated) throw new WaqtorError('invalid_api_key');
  const db = openDatabase(c.env.DB);
  const record = await findApiKey(db, key.id);
  const now = new Date();
  const isValid =
    record !== null &&
    record.mode === key.mode &&
    isSameHash(record.secretHash, hashApiKeySecret(keyPepper(settings.authSecret), key.secret)) &&
    record.revokedAt === null &&
    (record.expiresAt === null || record.expiresAt > now);
  if (!isValid) throw new WaqtorError('invalid_api_key');
  if (isKeyTouchDue(record.lastUsedAt, now)) c.executionCtx.waitUntil(touchApiKey(db, record.id, now));
  return { kind: 'key', id: record.id, workspaceId: record.workspaceId, role: record.role, scopes: record.scopes };
};
