import { HUB_SUBPROTOCOL, INTERNAL_HEADERS } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { groupAudit } from '../../audit/group-audit.ts';
import { clientIp } from '../../http/client-ip.ts';
import { forwardUpgrade, requireUpgrade } from '../../http/upgrade.ts';
import { hubSocket, relaySocket } from '../../objects.ts';
import { answerOfObject } from '../../http/answer-of-object.ts';
import { countRefusals } from '../../socket-refusals/count-refusals.ts';
import { socketPrincipal } from './socket-principal.ts';

/** `GET /ws`: live events (spec §7). */
export const openSocket = (app: Api) =>
  app.get('/ws', async (c) => {
    requireUpgrade(c);
    const { principal, once } = await countRefusals(c, () => socketPrincipal(c));
    const offersProtocol = (c.req.header('sec-websocket-protocol') ?? '').includes(HUB_SUBPROTOCOL);
    const internal = {
      [INTERNAL_HEADERS.principal]: JSON.stringify(principal),
      [INTERNAL_HEADERS.workspaceId]: principal.workspaceId,
      [INTERNAL_HEADERS.ip]: clientIp(c.req.raw.headers),
      ...(once === null ? {} : { [INTERNAL_HEADERS.nonce]: once.nonce }),
      // The ticket stays here; what is left is the protocol that the hub chooses.
      ...(offersProtocol ? { 'sec-websocket-protocol': HUB_SUBPROTOCOL } : {}),
    };
    const ofHub = await forwardUpgrade(c, hubSocket(c.env, principal.workspaceId), internal);
    // The hub took the nonce and is full: the next socket is a relay's (design §5).
    const relay = ofHub.headers.get(INTERNAL_HEADERS.relay);
    const answer =
      relay === null
        ? ofHub
        : await forwardUpgrade(c, relaySocket(c.env, principal.workspaceId, Number(relay)), {
            ...internal,
            [INTERNAL_HEADERS.lastSeq]: ofHub.headers.get(INTERNAL_HEADERS.lastSeq) ?? '0',
          });
    const socket = await answerOfObject(answer, once === null ? {} : { invalid_ticket: once.code });
    // Who listens reads: what comes by the socket is the data of the workspace.
    c.set('principal', principal);
    groupAudit(c, { action: 'data.read', target: { kind: 'live', id: null } });
    return socket;
  });
