import { createRoute } from '@hono/zod-openapi';
import { sessionViewSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { renderSession } from '../../session/render-session.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/session/state',
  operationId: 'getDefaultSessionState',
  tags: ['Sessions'],
  summary: 'State of the default session',
  ...requires('sessions:read'),
  responses: { 200: json('The state.', sessionViewSchema), ...problems('not_found') },
});

export const getState = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, undefined);
    const state = askRoom(c.env, session, (room) => room.state());
    return c.json(await renderSession(c, state), 200);
  });
