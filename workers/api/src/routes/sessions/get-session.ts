import { createRoute } from '@hono/zod-openapi';
import { sessionStateSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { NOT_MODIFIED, etagOf, notModified } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { renderSession } from '../../session/render-session.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'get',
  path: '/sessions/{id}',
  operationId: 'getSession',
  tags: ['Sessions'],
  summary: 'State of one session',
  ...requires('sessions:read'),
  request: { params: sessionParams },
  responses: { 200: json('The state.', sessionStateSchema), ...NOT_MODIFIED, ...problems('not_found') },
});

export const getSession = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const state = renderSession(c, await askRoom(c.env, session, (room) => room.state()));
    return notModified(c, etagOf(state)) ?? c.json(state, 200);
  });
