import { HUB_SUBPROTOCOL, WaqtorError, unwrap } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { isAllowed } from '@waqtor/core/permission/permission';
import { openTicket } from '@waqtor/core/ticket/ticket';
import { openDatabase } from '@waqtor/db/queries/database';
import { isLoginLive } from '@waqtor/db/queries/logins';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';
import { keyPrincipal, presentKeyPrincipal } from '../../middleware/access/key-principal.ts';
import { presentedKey } from '../../middleware/access/presented-key.ts';
import { isAllowedOrigin } from '../../middleware/csrf/allowed-origins.ts';

const TICKET_PREFIX = 'ticket.';

export interface SocketPrincipal {
  principal: Principal;
  /** Of the ticket; the hub lets it in once. Null for a key. */
  nonce: string | null;
}

const offeredProtocols = (c: ApiContext): string[] =>
  (c.req.header('sec-websocket-protocol') ?? '').split(',').map((protocol) => protocol.trim());

/**
 * Who opens the socket (H-2, H-3); everything is refused before the upgrade. A cookie alone opens nothing: browsers
 * send it with sockets that other sites start.
 */
export const socketPrincipal = async (c: ApiContext): Promise<SocketPrincipal> => {
  const { authSecret, publicUrl } = settingsOf(c.env);
  const origin = c.req.header('origin');
  if (origin !== undefined && !isAllowedOrigin(publicUrl, origin)) throw new WaqtorError('invalid_origin');
  const offered = offeredProtocols(c);
  const ticket = offered.find((protocol) => protocol.startsWith(TICKET_PREFIX));
  const key = presentedKey(c.req.raw.headers);
  const found = await byKeyOrTicket();
  // Only machines have no Origin, and machines have keys.
  if (origin === undefined && found.principal.kind !== 'key') throw new WaqtorError('invalid_origin');
  if (!isAllowed(found.principal, 'events:read')) throw new WaqtorError('forbidden');
  return found;

  async function byKeyOrTicket(): Promise<SocketPrincipal> {
    if (key !== null) {
      const { id } = await keyPrincipal(c, key);
      return { principal: await presentKeyPrincipal(c, id), nonce: null };
    }
    if (ticket === undefined) throw new WaqtorError('unauthorized');
    // Without the protocol beside it the server could accept none, and a browser would drop the connection.
    if (!offered.includes(HUB_SUBPROTOCOL)) throw new WaqtorError('unsupported_protocol');
    const bearer = { ip: clientIp(c.req.raw.headers), origin: origin ?? '' };
    const claims = unwrap(openTicket(authSecret, ticket.slice(TICKET_PREFIX.length), bearer, Date.now()));
    const { principal, nonce } = claims;
    // A key may have been revoked or narrowed since it asked for the ticket, and a login may have ended.
    if (principal.kind === 'key') return { principal: await presentKeyPrincipal(c, principal.id), nonce };
    const isLive = await isLoginLive(openDatabase(c.env.DB), principal.loginId ?? '', new Date());
    if (!isLive) throw new WaqtorError('unauthorized');
    return { principal, nonce };
  }
};
