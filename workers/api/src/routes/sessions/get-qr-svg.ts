import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { renderSVG } from 'uqr';
import type { Api } from '../../api.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'get',
  path: '/sessions/{id}/qr.svg',
  operationId: 'getSessionQr',
  tags: ['Sessions'],
  summary: 'The code to scan, as a picture; 404 while there is none',
  // Whoever sees the code can link their own phone: more than reading.
  ...requires('sessions:write'),
  request: { params: sessionParams },
  responses: { 200: { description: 'SVG.', content: { 'image/svg+xml': {} } }, ...problems('not_found') },
});

export const getQrSvg = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const { qr } = await askRoom(c.env, session, (room) => room.state());
    if (qr === null) throw new WaqtorError('not_found');
    return c.body(renderSVG(qr, { border: 2 }), 200, { 'content-type': 'image/svg+xml' });
  });
