import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, ticketResponse } from '@waqtor/contracts';
import { mintTicket } from '@waqtor/core/ticket/ticket';
import type { Api } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { isSocketOrigin } from '../../middleware/csrf/allowed-origins.ts';

const route = createRoute({
  method: 'post',
  path: '/ws/ticket',
  operationId: 'createTicket',
  tags: ['Live events'],
  summary: 'A ticket for one connection to /ws',
  description: 'Valid for 30 seconds, once, from the same address and Origin.',
  ...requires('events:read'),
  responses: {
    200: json('Carry it as `Sec-WebSocket-Protocol: waqtor.v1, ticket.<ticket>`.', ticketResponse),
    ...problems('invalid_origin'),
  },
});

export const createTicket = (api: Api) =>
  api.openapi(route, (c) => {
    const settings = settingsOf(c.env);
    const origin = c.req.header('origin') ?? '';
    // A ticket for an origin that may not connect would only be refused later.
    if (origin !== '' && !isSocketOrigin(settings, origin)) throw new WaqtorError('invalid_origin');
    const bearer = { ip: clientIp(c.req.raw.headers), origin };
    const { ticket, expiresAtMs } = mintTicket(settings.authSecret, c.get('principal'), bearer, Date.now());
    return c.json({ ticket, expiresAt: new Date(expiresAtMs).toISOString() }, 200);
  });
