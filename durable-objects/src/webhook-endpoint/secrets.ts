import { ok, refuse, type Result, type Webhook } from '@waqtor/contracts';
import type { Endpoint } from './endpoint.ts';
import { GRACE_JOB } from './jobs.ts';
import { setRotations, setSecrets, type Settings } from './settings.ts';
import { toWebhook } from './to-webhook.ts';

/** Whose signatures an attempt carries; the alarm that ends a grace may be late, the grace is not longer for it. */
export const liveSecrets = (settings: Settings, now: number): string[] => {
  const isInGrace = settings.previousExpiresAt !== null && settings.previousExpiresAt > now;
  return settings.sealedSecrets.slice(0, isInGrace ? 2 : 1);
};

/** Rotations that are known again when they are repeated. */
const MAX_KNOWN_ROTATIONS = 20;

/**
 * The new secret signs at once. A third one has no place in the headers: the older grace has to end first. A rotation
 * whose answer was lost is repeated under its id, and finds itself; one that was followed by another must not bring its
 * secret back.
 */
export const rotateSecret = (
  endpoint: Endpoint,
  sealed: string,
  { graceSeconds, rotationId }: { graceSeconds: number; rotationId: string | undefined },
): Result<Webhook> => {
  const { settings } = endpoint;
  if (!settings) return refuse('not_found');
  if (rotationId !== undefined && settings.rotations.includes(rotationId)) {
    return settings.rotations[0] === rotationId ? described(endpoint) : refuse('idempotency_key_reused');
  }
  const now = Date.now();
  const live = liveSecrets(settings, now);
  if (live.length > 1) return refuse('too_many_secrets');
  const expiresAt = graceSeconds > 0 ? now + graceSeconds * 1000 : null;
  endpoint.ctx.storage.transactionSync(() => {
    setSecrets(endpoint.sql, expiresAt === null ? [sealed] : [sealed, ...live], expiresAt, now);
    const rotations = [rotationId ?? '', ...settings.rotations].slice(0, MAX_KNOWN_ROTATIONS);
    setRotations(endpoint.sql, rotations);
    if (expiresAt !== null) endpoint.schedule.move(GRACE_JOB, expiresAt);
  });
  return described(endpoint);
};

export const endSecretGrace = (endpoint: Endpoint): Result<Webhook> => {
  const { settings } = endpoint;
  if (!settings) return refuse('not_found');
  if (settings.previousExpiresAt !== null)
    setSecrets(endpoint.sql, settings.sealedSecrets.slice(0, 1), null, Date.now());
  endpoint.schedule.cancel(GRACE_JOB);
  return described(endpoint);
};

/** The handler of GRACE_JOB. */
export const graceJob = (endpoint: Endpoint, now: number): number | undefined => {
  const expiresAt = endpoint.settings?.previousExpiresAt ?? null;
  if (expiresAt === null) return undefined;
  if (expiresAt > now) return expiresAt - now;
  endSecretGrace(endpoint);
  return undefined;
};

const described = (endpoint: Endpoint): Result<Webhook> => {
  const { settings } = endpoint;
  return settings ? ok(toWebhook(settings)) : refuse('not_found');
};
