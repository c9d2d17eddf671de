import { WaqtorError } from '@waqtor/contracts';
import type { Principal, Scope } from '@waqtor/contracts';
import { mayWieldKey, scopesNotHeld } from '@waqtor/core/api-key/key-authority';
import { MAX_KEY_LIFE_YEARS, expiryFault } from '@waqtor/core/api-key/key-expiry';
import type { ExpiryFault } from '@waqtor/core/api-key/key-expiry';
import type { ListedKey } from '@waqtor/db/queries/api-key-list';
import { statusOf } from './render-key.ts';

const SENTENCES: Readonly<Record<ExpiryFault, string>> = {
  in_the_past: 'must be in the future',
  too_late: `must be within ${MAX_KEY_LIFE_YEARS} years`,
};

/** `scope_not_held` that names each scope which the principal cannot give. */
export const requireHeldScopes = (principal: Principal, scopes: readonly Scope[]): void => {
  const refused = scopesNotHeld(principal, scopes);
  if (refused.length === 0) return;
  throw new WaqtorError('scope_not_held', {
    errors: refused.map((at) => ({
      pointer: `/scopes/${at}`,
      code: 'scope_not_held',
      message: 'is not among your own scopes',
    })),
  });
};

export const requireExpiry = (expiresAt: Date, now: Date): void => {
  const fault = expiryFault(expiresAt, now);
  if (fault === null) return;
  throw new WaqtorError('validation_failed', {
    errors: [{ pointer: '/expiresAt', code: fault, message: SENTENCES[fault] }],
  });
};

/** `scope_not_held` when the key can do more than the principal: it would be handed out, or opened wider. */
export const requireWieldable = (principal: Principal, key: ListedKey): void => {
  if (key.role === null || !mayWieldKey(principal, { role: key.role, scopes: key.scopes })) {
    throw new WaqtorError('scope_not_held');
  }
};

/** `conflict`: a key that ended stays as it was. */
export const requireActive = (key: ListedKey, now: Date): void => {
  const status = statusOf(key, now);
  if (status !== 'active') throw new WaqtorError('conflict', { details: { keyStatus: status } });
};
