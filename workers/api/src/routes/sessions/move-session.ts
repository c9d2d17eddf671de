import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, moveSessionRequest, sessionViewSchema, unwrap } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findActiveHost } from '@waqtor/db/queries/hosts';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { Api, ApiContext } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { describeError, log } from '../../log.ts';
import { fleetOf, reach } from '../../objects.ts';
import { askRoom } from '../../session/ask-room.ts';
import { renderSession } from '../../session/render-session.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'post',
  path: '/sessions/{id}/move',
  operationId: 'moveSession',
  tags: ['Sessions'],
  summary: 'Move a session to another host',
  description:
    'The present host ends the session, then the other one gets it. A host that does not see the folder of the login cannot take it unless `isFresh` accepts that the login stays behind and the number is linked anew. `reason` of `host_not_eligible`: `not_connected`, `draining`, `login_elsewhere`, `no_room`.',
  ...requires('sessions:write'),
  request: { params: sessionParams, ...jsonBody(moveSessionRequest) },
  responses: {
    202: json('Accepted; the state right after.', sessionViewSchema),
    ...problems('not_found', 'validation_failed', 'host_not_eligible', 'conflict'),
  },
});

/** Of the workspace, or of the operator, who serves everybody; any other is unknown here. */
const requireReachableHost = async (c: ApiContext, hostId: string): Promise<void> => {
  const host = await findActiveHost(openDatabase(c.env.DB), hostId);
  const isReachable = host !== null && [null, c.get('principal').workspaceId].includes(host.workspaceId);
  if (!isReachable) throw new WaqtorError('not_found');
};

/** A line of the timeline: without it the move goes on all the same. */
const noteMove = async (c: ApiContext, session: SessionRecord): Promise<void> => {
  try {
    await askRoom(c.env, session, (room) => room.noteOrder('move'));
  } catch (error) {
    log('warn', 'a move was not noted', { requestId: c.get('requestId'), ...describeError(error) });
  }
};

/** Repeated it changes nothing. */
const orderMove = async (c: ApiContext, sessionId: string, to: { hostId: string; isFresh: boolean }): Promise<void> => {
  const answer = await reach(() => fleetOf(c.env).moveSession(sessionId, to), { isRepeatable: true });
  if (answer.ok) return;
  // The session is there; its room tells the fleet of it within seconds of its creation.
  if (answer.code === 'not_found') throw new WaqtorError('conflict', { details: { reason: 'not_placed_yet' } });
  unwrap(answer);
};

export const moveSession = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const { hostId, isFresh } = c.req.valid('json');
    await requireReachableHost(c, hostId);
    const target = { kind: 'session', id: session.id };
    await audited(c, { action: 'session.moved', target, details: { hostId, isFresh } }, () =>
      orderMove(c, session.id, { hostId, isFresh }),
    );
    await noteMove(c, session);
    const state = askRoom(c.env, session, (room) => room.state());
    return c.json(await renderSession(c, state), 202);
  });
