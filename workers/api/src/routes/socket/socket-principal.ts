import { HUB_SUBPROTOCOL, WaqtorError, unwrap } from '@waqtor/contracts';
import type { ErrorCode, Principal, SignedHandshake } from '@waqtor/contracts';
import { isIpAllowed } from '@waqtor/core/ip-allow/ip-allow';
import { isAllowed } from '@waqtor/core/permission/permission';
import { openTicket } from '@waqtor/core/ticket/ticket';
import { openDatabase } from '@waqtor/db/queries/database';
import { isLoginLive } from '@waqtor/db/queries/logins';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';
import { keyPrincipal, presentKeyPrincipal } from '../../middleware/access/key-principal.ts';
import { offeredProtocols, offeredTicket } from '../../middleware/access/offered-ticket.ts';
import { presentedHandshake } from '../../middleware/access/presented-handshake.ts';
import { presentedKey } from '../../middleware/access/presented-key.ts';
import { signedKeyPrincipal } from '../../middleware/access/signed-key-principal.ts';
import { isSocketOrigin } from '../../middleware/csrf/allowed-origins.ts';

export interface SocketPrincipal {
  principal: Principal;
  /** What opens one connection: the hub lets it in once, and a second one is refused with `code`. Null for a key. */
  once: { nonce: string; code: ErrorCode } | null;
}

const byKey = async (c: ApiContext, key: string): Promise<SocketPrincipal> => {
  const { id } = await keyPrincipal(c, key);
  return { principal: await presentKeyPrincipal(c, id), once: null };
};

const bySignature = async (c: ApiContext, handshake: SignedHandshake): Promise<SocketPrincipal> => {
  const principal = await signedKeyPrincipal(c, handshake);
  // With the key in front: keys of a workspace cannot use up each other's nonces, nor those of tickets.
  const nonce = `sig:${principal.id}:${handshake.nonce}`;
  return { principal, once: { nonce, code: 'replayed_handshake' } };
};

const byTicket = async (c: ApiContext, ticket: string): Promise<SocketPrincipal> => {
  // Without the protocol beside it the server could accept none, and a browser would drop the connection.
  if (!offeredProtocols(c.req.raw.headers).includes(HUB_SUBPROTOCOL)) throw new WaqtorError('unsupported_protocol');
  const bearer = { ip: clientIp(c.req.raw.headers), origin: c.req.header('origin') ?? '' };
  const claims = unwrap(openTicket(settingsOf(c.env).authSecret, ticket, bearer, Date.now()));
  const { principal } = claims;
  const once = { nonce: claims.nonce, code: 'invalid_ticket' } as const;
  // A key may have been revoked or narrowed since it asked for the ticket, and a login may have ended.
  if (principal.kind === 'key') return { principal: await presentKeyPrincipal(c, principal.id), once };
  const isLive = await isLoginLive(openDatabase(c.env.DB), principal.loginId ?? '', new Date());
  if (!isLive) throw new WaqtorError('unauthorized');
  return { principal, once };
};

/** What comes first decides alone: a key, a signed handshake, a ticket. */
const byCredentials = (c: ApiContext): Promise<SocketPrincipal> => {
  const key = presentedKey(c.req.raw.headers);
  if (key !== null) return byKey(c, key);
  const handshake = presentedHandshake(c);
  if (handshake !== null) return bySignature(c, handshake);
  const ticket = offeredTicket(c.req.raw.headers);
  if (ticket !== null) return byTicket(c, ticket);
  throw new WaqtorError('unauthorized');
};

/**
 * Who opens the socket (H-2, H-3); everything is refused before the upgrade. A cookie alone opens nothing: browsers
 * send it with sockets that other sites start.
 */
export const socketPrincipal = async (c: ApiContext): Promise<SocketPrincipal> => {
  const settings = settingsOf(c.env);
  if (!isIpAllowed(settings.socketNetworks, clientIp(c.req.raw.headers))) throw new WaqtorError('ip_not_allowed');
  const origin = c.req.header('origin');
  if (origin !== undefined && !isSocketOrigin(settings, origin)) throw new WaqtorError('invalid_origin');
  const found = await byCredentials(c);
  // Only machines have no Origin, and machines have keys.
  if (origin === undefined && found.principal.kind !== 'key') throw new WaqtorError('invalid_origin');
  if (!isAllowed(found.principal, 'events:read')) throw new WaqtorError('forbidden');
  return found;
};
