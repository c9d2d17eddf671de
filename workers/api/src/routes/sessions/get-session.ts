import { createRoute } from '@hono/zod-openapi';
import { sessionViewSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { NOT_MODIFIED, notModified } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { renderSession, sessionEtag } from '../../session/render-session.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'get',
  path: '/sessions/{id}',
  operationId: 'getSession',
  tags: ['Sessions'],
  summary: 'State of one session',
  description:
    'With what its host told last (`health`, null when the fleet does not answer). The `ETag` leaves `health` out: who asks with `If-None-Match` gets 304 until something else is new.',
  ...requires('sessions:read'),
  request: { params: sessionParams },
  responses: { 200: json('The state.', sessionViewSchema), ...NOT_MODIFIED, ...problems('not_found') },
});

export const getSession = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const view = await renderSession(
      c,
      askRoom(c.env, session, (room) => room.state()),
    );
    return notModified(c, sessionEtag(view)) ?? c.json(view, 200);
  });
