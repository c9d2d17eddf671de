import { createRoute } from '@hono/zod-openapi';
import { sessionViewSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { controlRoom } from '../../session/control-room.ts';
import { renderSession } from '../../session/render-session.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const ACTIONS = {
  logout: 'Log the default session out and forget its login',
  restart: 'Restart the default session; the login stays',
} as const;

const routeOf = (action: keyof typeof ACTIONS) =>
  createRoute({
    method: 'post',
    path: `/session/${action}`,
    operationId: `${action}DefaultSession`,
    tags: ['Sessions'],
    summary: ACTIONS[action],
    ...requires('sessions:write'),
    responses: { 202: json('Accepted; the state right after.', sessionViewSchema), ...problems('not_found') },
  });

export const controlDefaultSession = (api: Api): void => {
  for (const action of ['logout', 'restart'] as const) {
    api.openapi(routeOf(action), async (c) => {
      const session = await sessionOfRequest(c, undefined);
      return c.json(await renderSession(c, controlRoom(c, session, action)), 202);
    });
  }
};
