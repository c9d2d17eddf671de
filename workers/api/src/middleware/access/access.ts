import { WaqtorError } from '@waqtor/contracts';
import type { NamedScope, Principal } from '@waqtor/contracts';
import { isAllowed } from '@waqtor/core/permission/permission';
import { createMiddleware } from 'hono/factory';
import type { ApiContext, ApiTypes } from '../../api.ts';
import { noteRead } from '../audit/note-read.ts';
import { refuseForeignSites } from '../csrf/csrf.ts';
import { answerOnce } from '../idempotency/answer-once.ts';
import { limitPerson, limitPrincipal } from '../rate-limit/limit-principal.ts';
import { keyPrincipal } from './key-principal.ts';
import { presentedKey } from './presented-key.ts';
import { requireRecentAuthentication } from './recent-authentication.ts';
import { findUserPrincipal, personOf } from './user-principal.ts';
import type { Person } from './user-principal.ts';

const signedInPerson = async (c: ApiContext): Promise<Person> => {
  const person = await personOf(c);
  if (!person) throw new WaqtorError('unauthorized');
  refuseForeignSites(c);
  c.set('person', person);
  return person;
};

/** Who asks: a key when one is presented, else the cookie's owner (whose unsafe requests must come from our origin). */
export const authenticate = async (c: ApiContext): Promise<Principal> => {
  const key = presentedKey(c.req.raw.headers);
  if (key !== null) return keyPrincipal(c, key);
  const principal = await findUserPrincipal(c, await signedInPerson(c));
  if (!principal) throw new WaqtorError('no_workspace');
  return principal;
};

/** Names of the security schemes in the API description. */
const SCHEMES = ['apiKey', 'bearer', 'login'] as const;

type RouteScope = NamedScope | 'any';

export interface AccessOptions {
  /** True: a person must have shown password or second factor in the last 10 minutes. Keys are not asked. */
  isDangerous?: boolean;
  /** True: the route makes something of `Idempotency-Key` itself (sends: their room knows the command). */
  hasOwnIdempotency?: boolean;
}

/** Every authenticated POST takes an `Idempotency-Key`. */
const onceUnless = (options: AccessOptions) => (options.hasOwnIdempotency ? [] : [answerOnce]);

const requireAccess = (scope: RouteScope, options: AccessOptions) =>
  createMiddleware<ApiTypes>(async (c, next) => {
    const principal = await authenticate(c);
    limitPrincipal(c, principal);
    if (scope !== 'any' && !isAllowed(principal, scope)) throw new WaqtorError('forbidden');
    if (options.isDangerous && principal.kind === 'user') requireRecentAuthentication(c.get('person'));
    c.set('principal', principal);
    await next();
    noteRead(c, scope);
  });

/**
 * What a route declares to be served to people and keys that hold `scope` (`any`: to everyone who is known): the
 * middleware that enforces it and the words of the API description, which therefore cannot differ.
 */
export const requires = (scope: RouteScope, options: AccessOptions = {}) => ({
  middleware: [requireAccess(scope, options), ...onceUnless(options)],
  security: SCHEMES.map((scheme): Record<string, string[]> => ({ [scheme]: scope === 'any' ? [] : [scope] })),
  'x-dangerous': options.isDangerous === true,
});

const requireMember = (scope: NamedScope) =>
  createMiddleware<ApiTypes>(async (c, next) => {
    // A key stands for a workspace: nothing there is its own.
    if (presentedKey(c.req.raw.headers) !== null) throw new WaqtorError('forbidden');
    const principal = await authenticate(c);
    limitPrincipal(c, principal);
    if (!isAllowed(principal, scope)) throw new WaqtorError('forbidden');
    c.set('principal', principal);
    await next();
  });

/** What a route declares that serves members with what is theirs in the workspace, and no key. */
export const requiresMember = (scope: NamedScope) => ({
  middleware: [requireMember(scope), answerOnce],
  security: [{ login: [] }],
});

const requirePerson = (options: AccessOptions) =>
  createMiddleware<ApiTypes>(async (c, next) => {
    // A key stands for a workspace, not for a person: it never acts on somebody's own account.
    if (presentedKey(c.req.raw.headers) !== null) throw new WaqtorError('forbidden');
    const person = await signedInPerson(c);
    limitPerson(c, person);
    if (options.isDangerous) requireRecentAuthentication(person);
    await next();
  });

/** What a route declares that serves a signed-in person, whatever they are a member of: `c.get('person')`. */
export const requiresPerson = (options: AccessOptions = {}) => ({
  middleware: [requirePerson(options), ...onceUnless(options)],
  security: [{ login: [] }],
  'x-dangerous': options.isDangerous === true,
});

const requireKnown = createMiddleware<ApiTypes>(async (c, next) => {
  const key = presentedKey(c.req.raw.headers);
  if (key !== null) {
    const principal = await keyPrincipal(c, key);
    limitPrincipal(c, principal);
    c.set('principal', principal);
  } else {
    const person = await signedInPerson(c);
    const principal = await findUserPrincipal(c, person);
    if (principal) limitPrincipal(c, principal);
    else limitPerson(c, person);
    if (principal) c.set('principal', principal);
  }
  await next();
});

/** What a route declares that serves keys and every signed-in person: with a key there is no `person`, and a person
 * who is a member of nothing has no `principal`. */
export const requiresKnown = () => ({
  middleware: [requireKnown, answerOnce],
  security: SCHEMES.map((scheme): Record<string, string[]> => ({ [scheme]: [] })),
});
