import { createRoute } from '@hono/zod-openapi';
import { sendButtonRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { buttonsOf } from '../../messages/interactive-content.ts';
import { sendInteractive } from '../../messages/send-interactive.ts';
import { sendResponses } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';
import { requiresGate } from '../../middleware/gate/requires-gate.ts';

const access = requires('messages:send', { hasOwnIdempotency: true });
const gated = { ...access, middleware: [...access.middleware, requiresGate('interactive')] };

const route = createRoute({
  method: 'post',
  path: '/messages/send-button',
  operationId: 'sendButtons',
  tags: ['Messages'],
  summary: 'Send buttons to choose from, as a poll or a numbered menu',
  description:
    'WhatsApp shows no native ones to linked devices: `renderedAs` says which it became, the answer comes back as `message.received` with `interactive`. See `POST /messages/preview-interactive`.',
  ...gated,
  request: jsonBody(sendButtonRequest),
  responses: sendResponses('feature_locked'),
});

export const sendButtons = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const { status, body } = await sendInteractive(c, 'messages/send-button', input, buttonsOf(input));
    return c.json(body, status);
  });
