import { createRoute } from '@hono/zod-openapi';
import { whoamiSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { clientIp } from '../../http/client-ip.ts';
import { json } from '../../http/describe.ts';

const route = createRoute({
  method: 'get',
  path: '/ws/whoami',
  operationId: 'whoami',
  tags: ['Live events'],
  summary: 'The address that you come from',
  description: 'As a signed handshake may bind it: sign it, and the handshake opens a connection from here alone.',
  security: [],
  responses: { 200: json('The address, as the edge sees it.', whoamiSchema) },
});

export const whoami = (api: Api) => api.openapi(route, (c) => c.json({ ip: clientIp(c.req.raw.headers) }, 200));
