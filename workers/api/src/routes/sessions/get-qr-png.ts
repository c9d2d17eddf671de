import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { encodePng } from '@waqtor/core/picture/encode-png';
import { scaleMatrix } from '@waqtor/core/picture/scale-matrix';
import { encode } from 'uqr';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

/** Pixels a side. The largest QR code there is has 177 modules and 8 of margin: the smallest picture holds it. */
const SIZES = { min: 192, max: 1024, default: 384 };
/** ISO/IEC 18004 §9.1: four modules of white around the code. */
const QUIET_MODULES = 4;

const route = createRoute({
  method: 'get',
  path: '/sessions/{id}/qr.png',
  operationId: 'getSessionQrPng',
  tags: ['Sessions'],
  summary: 'The code to scan, as a PNG; 404 while there is none',
  description: 'For whatever cannot draw SVG. A code lives for some 20 seconds: never kept, fetch it anew.',
  // Whoever sees the code can link their own phone: more than reading.
  ...requires('sessions:write'),
  request: {
    params: sessionParams,
    query: parameters(z.object({ size: z.coerce.number().int().min(SIZES.min).max(SIZES.max).default(SIZES.default) })),
  },
  responses: {
    200: { description: 'PNG, black on white.', content: { 'image/png': {} } },
    ...problems('not_found', 'validation_failed'),
  },
});

export const getQrPng = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const { qr } = await askRoom(c.env, session, (room) => room.state());
    if (qr === null) throw new WaqtorError('not_found');
    const { data } = encode(qr, { border: QUIET_MODULES });
    const png = await encodePng(scaleMatrix(data, c.req.valid('query').size));
    return c.body(png, 200, { 'content-type': 'image/png', 'cache-control': 'no-store' });
  });
