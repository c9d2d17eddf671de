import { INTERNAL_HEADERS, WaqtorError } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { answerOfObject } from '../../http/answer-of-object.ts';
import { clientIp } from '../../http/client-ip.ts';
import { forwardUpgrade, requireUpgrade } from '../../http/upgrade.ts';
import { requireHostSession } from '../../middleware/host-signature/host-signature.ts';
import { roomSocket } from '../../objects.ts';

/** `GET /host/link/:sessionId`: a host's socket to one session room (design §4). */
export const openLink = (app: Api) =>
  app.get('/host/link/:sessionId', async (c) => {
    requireUpgrade(c);
    const { host, signed, session } = await requireHostSession(c, 'link');
    // What was signed counts; a path that says otherwise is a mistake of the host.
    if (c.req.param('sessionId') !== session.id) throw new WaqtorError('not_found');
    const answer = await forwardUpgrade(c, roomSocket(c.env, session.workspaceId, session.id), {
      [INTERNAL_HEADERS.hostId]: host.id,
      [INTERNAL_HEADERS.workspaceId]: session.workspaceId,
      [INTERNAL_HEADERS.sessionId]: session.id,
      [INTERNAL_HEADERS.epoch]: String(signed.epoch),
      [INTERNAL_HEADERS.ip]: clientIp(c.req.raw.headers),
      [INTERNAL_HEADERS.nonce]: signed.nonce,
    });
    return answerOfObject(answer);
  });
