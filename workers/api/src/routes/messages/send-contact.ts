import { createRoute } from '@hono/zod-openapi';
import { sendContactRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { cardsOf } from '../../messages/contact-cards.ts';
import { sendResponses, sendTo } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/send-contact',
  operationId: 'sendContact',
  tags: ['Messages'],
  summary: 'Send contact cards, several in one message',
  description: 'Phone numbers are given with their country code, or in the national form of the workspace.',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: jsonBody(sendContactRequest),
  responses: sendResponses(),
});

export const sendContact = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const content = { kind: 'contacts' as const, contacts: await cardsOf(c, input.contacts) };
    const { status, body } = await sendTo(c, 'messages/send-contact', input, ({ chatId }) =>
      Promise.resolve({ payload: { kind: 'send_contact', chatId, quotedWaMessageId: null, content } }),
    );
    return c.json(body, status);
  });
