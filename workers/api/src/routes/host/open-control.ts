import { INTERNAL_HEADERS } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { answerOfObject } from '../../http/answer-of-object.ts';
import { clientIp } from '../../http/client-ip.ts';
import { forwardUpgrade, requireUpgrade } from '../../http/upgrade.ts';
import { requireHost } from '../../middleware/host-signature/host-signature.ts';
import { fleetSocket } from '../../objects.ts';

/** `GET /host/control`: a host's socket to the fleet (design §4). */
export const openControl = (app: Api) =>
  app.get('/host/control', async (c) => {
    requireUpgrade(c);
    const { host, signed } = await requireHost(c, 'control');
    const answer = await forwardUpgrade(c, fleetSocket(c.env), {
      [INTERNAL_HEADERS.hostId]: host.id,
      // Empty: the operator's host, which serves every workspace.
      [INTERNAL_HEADERS.workspaceId]: host.workspaceId ?? '',
      [INTERNAL_HEADERS.ip]: clientIp(c.req.raw.headers),
      [INTERNAL_HEADERS.nonce]: signed.nonce,
    });
    return answerOfObject(answer);
  });
