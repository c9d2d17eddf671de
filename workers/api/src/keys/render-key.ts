import type { ApiKey } from '@waqtor/contracts';
import { apiKeyHint } from '@waqtor/core/api-key/api-key';
import { keyStatus } from '@waqtor/core/api-key/key-expiry';
import type { ListedKey } from '@waqtor/db/queries/api-key-list';
import { etagOf } from '../http/etag.ts';

/** A key whose creator is a member no more works for nobody, as a revoked one. */
export const statusOf = (key: ListedKey, now: Date): ApiKey['status'] =>
  key.role === null ? 'revoked' : keyStatus(key, now);

/** A key for people: nothing of its secret. */
export const renderKey = (key: ListedKey, now: Date): ApiKey => ({
  id: key.id,
  name: key.name,
  mode: key.mode,
  hint: apiKeyHint(key),
  scopes: key.scopes,
  ips: key.ips,
  createdBy: { userId: key.createdBy, name: key.creatorName },
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  previousValidUntil:
    key.previousValidUntil !== null && key.previousValidUntil > now ? key.previousValidUntil.toISOString() : null,
  status: statusOf(key, now),
});

/** Of what people may change, and the secret's end: that the key was used must not refuse a change. */
export const keyEtag = ({ name, scopes, ips, expiresAt, revokedAt, lastFour }: ListedKey): string =>
  etagOf({ name, scopes, ips, expiresAt, revokedAt, lastFour });
