import { createRoute } from '@hono/zod-openapi';
import { sendLocationRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { sendResponses, sendTo } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/send-location',
  operationId: 'sendLocation',
  tags: ['Messages'],
  summary: 'Send a place',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: jsonBody(sendLocationRequest),
  responses: sendResponses(),
});

export const sendLocation = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const { latitude, longitude, name = null, address = null } = input;
    const content = { kind: 'location' as const, latitude, longitude, name, address };
    const { status, body } = await sendTo(c, 'messages/send-location', input, ({ chatId }) =>
      Promise.resolve({ payload: { kind: 'send_location', chatId, quotedWaMessageId: null, content } }),
    );
    return c.json(body, status);
  });
