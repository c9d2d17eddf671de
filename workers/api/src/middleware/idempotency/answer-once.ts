import { createHmac } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { claimIdempotencyKey, freeIdempotencyKey, settleIdempotencyKey } from '@waqtor/db/queries/idempotency-keys';
import { createMiddleware } from 'hono/factory';
import type { ApiContext, ApiTypes } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { presentedIdempotencyKey } from '../../http/idempotency-key.ts';
import { describeError, log } from '../../log.ts';
import { IDEMPOTENCY_LOCK_MS, IDEMPOTENCY_TTL_MS } from './lifetime.ts';
import { isOutcome, openAnswer, sealAnswer } from './stored-answer.ts';

const RETRY_AFTER_MS = 1_000;

/** Keyed: a body may hold a password, and the table must not be of use to guess it. */
const digest = (c: ApiContext, ...parts: (string | Uint8Array)[]): string => {
  const hmac = createHmac('sha256', settingsOf(c.env).authSecret);
  for (const part of parts) hmac.update(`idempotency:${part.length}:`).update(part);
  return hmac.digest('hex');
};

/** The same route under each of its two paths. */
const routeOf = (c: ApiContext): string => c.req.path.replace(/^\/api\/v1\//, '/api/');

/** Nobody meets the key of another: it belongs to this key or person, in this workspace, on this route. */
const claimOf = async (c: ApiContext, key: string): Promise<{ keyHash: string; fingerprint: string }> => {
  const principal = c.get('principal') as Principal | undefined;
  const owner = principal?.id ?? c.get('person').userId;
  const body = new Uint8Array(await c.req.raw.clone().arrayBuffer());
  const route = routeOf(c);
  return {
    keyHash: digest(c, principal?.workspaceId ?? '', owner, route, key),
    fingerprint: digest(c, c.req.method, route, new URL(c.req.url).search, body),
  };
};

/** Serves the request and keeps what became of it; a key without an outcome is free again. */
const serve = async (c: ApiContext, next: () => Promise<void>, keyHash: string, lockedUntil: Date): Promise<void> => {
  await next();
  const db = openDatabase(c.env.DB);
  try {
    const { status } = c.res;
    if (!isOutcome(status)) return await freeIdempotencyKey(db, keyHash, lockedUntil);
    const sealedAnswer = await sealAnswer(settingsOf(c.env).dataKey, keyHash, c.res.clone());
    await settleIdempotencyKey(db, keyHash, lockedUntil, { status, sealedAnswer });
  } catch (error) {
    // What was done is done, and the answer is true: it must not become another because it could not be kept.
    log('error', 'an idempotent answer was not kept', { requestId: c.get('requestId'), ...describeError(error) });
  }
};

/**
 * `Idempotency-Key` on a POST: the request has its effect once, and repetitions within 24 hours get the same answer.
 * After authentication, before validation. 409 while the first is served, 422 when the key comes with another body.
 */
export const answerOnce = createMiddleware<ApiTypes>(async (c, next) => {
  const key = c.req.method === 'POST' ? presentedIdempotencyKey(c) : null;
  if (key === null) return next();
  const claimed = await claimOf(c, key);
  const request = { ...claimed, ttlMs: IDEMPOTENCY_TTL_MS, lockMs: IDEMPOTENCY_LOCK_MS };
  const claim = await claimIdempotencyKey(openDatabase(c.env.DB), request, new Date());
  if (claim.kind === 'answered') return openAnswer(settingsOf(c.env).dataKey, claimed.keyHash, claim);
  if (claim.kind === 'other_request') throw new WaqtorError('idempotency_key_reused');
  if (claim.kind === 'running') {
    throw new WaqtorError('idempotency_in_progress', { details: { retryAfterMs: RETRY_AFTER_MS } });
  }
  const served = serve(c, next, claimed.keyHash, claim.lockedUntil);
  // A client that hangs up would end the request between its effect and its record, and its repetition do it again.
  c.executionCtx.waitUntil(served.catch(() => undefined));
  return served;
});
