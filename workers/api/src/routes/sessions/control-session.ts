import { createRoute } from '@hono/zod-openapi';
import { sessionViewSchema } from '@waqtor/contracts';
import type { ErrorCode } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { controlRoom } from '../../session/control-room.ts';
import type { SessionAction } from '../../session/control-room.ts';
import { renderSession } from '../../session/render-session.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const SUMMARIES: Readonly<Record<SessionAction, string>> = {
  start: 'Want the session running',
  stop: 'Want the session stopped; the login stays',
  restart: 'Restart the session; the login stays',
  logout: 'Log out and forget the login',
};

/** One that is stopped has nothing to restart. */
const codesOf = (action: SessionAction): ErrorCode[] =>
  action === 'restart' ? ['not_found', 'session_not_linked'] : ['not_found'];

const routeOf = (action: SessionAction) =>
  createRoute({
    method: 'post',
    path: `/sessions/{id}/${action}`,
    operationId: `${action}Session`,
    tags: ['Sessions'],
    summary: SUMMARIES[action],
    ...requires('sessions:write'),
    request: { params: sessionParams },
    responses: { 202: json('Accepted; the state right after.', sessionViewSchema), ...problems(...codesOf(action)) },
  });

export const controlSession = (api: Api): void => {
  for (const action of ['start', 'stop', 'restart', 'logout'] as const) {
    api.openapi(routeOf(action), async (c) => {
      const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
      return c.json(await renderSession(c, controlRoom(c, session, action)), 202);
    });
  }
};
