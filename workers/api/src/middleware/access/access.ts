import { WaqtorError } from '@waqtor/contracts';
import type { Principal, Scope } from '@waqtor/contracts';
import { isAllowed } from '@waqtor/core/permission/permission';
import { createMiddleware } from 'hono/factory';
import type { ApiContext, ApiTypes } from '../../api.ts';
import { refuseForeignSites } from '../csrf/csrf.ts';
import { keyPrincipal } from './key-principal.ts';
import { presentedKey } from './presented-key.ts';
import { userPrincipal } from './user-principal.ts';

/** Who asks: a key when one is presented, else the cookie's owner (whose unsafe requests must come from our origin). */
export const authenticate = async (c: ApiContext): Promise<Principal> => {
  const key = presentedKey(c.req.raw.headers);
  if (key !== null) return keyPrincipal(c, key);
  const user = await userPrincipal(c);
  if (!user) throw new WaqtorError('unauthorized');
  refuseForeignSites(c);
  return user;
};

/** Names of the security schemes in the API description. */
const SCHEMES = ['apiKey', 'bearer', 'login'] as const;

type RouteScope = Exclude<Scope, '*'> | 'any';

const requireAccess = (scope: RouteScope) =>
  createMiddleware<ApiTypes>(async (c, next) => {
    const principal = await authenticate(c);
    if (scope !== 'any' && !isAllowed(principal, scope)) throw new WaqtorError('forbidden');
    c.set('principal', principal);
    await next();
  });

/**
 * What a route declares to be served to people and keys that hold `scope` (`any`: to everyone who is known): the
 * middleware that enforces it and the words of the API description, which therefore cannot differ.
 */
export const requires = (scope: RouteScope) => ({
  middleware: requireAccess(scope),
  security: SCHEMES.map((scheme): Record<string, string[]> => ({ [scheme]: scope === 'any' ? [] : [scope] })),
});
