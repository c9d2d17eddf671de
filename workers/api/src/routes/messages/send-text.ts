import { createRoute } from '@hono/zod-openapi';
import { sendTextRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { recipientOf } from '../../messages/recipient.ts';
import { sendResponses, sendTo } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/send-text',
  operationId: 'sendText',
  tags: ['Messages'],
  summary: 'Send a text',
  description:
    'With `Idempotency-Key` a repetition within 24 hours is the same message. With `options.sendAt` it is `queued` until then, and can be cancelled.',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: jsonBody(sendTextRequest),
  responses: sendResponses(),
});

export const sendText = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const mentionedIds = await Promise.all(
      (input.options?.mentionedIds ?? []).map((id, index) => recipientOf(c, id, `/options/mentionedIds/${index}`)),
    );
    const { status, body } = await sendTo(c, 'messages/send-text', input, ({ chatId }) =>
      Promise.resolve({
        payload: {
          kind: 'send_text',
          chatId,
          text: input.text,
          // The room knows WhatsApp's id of the quoted message.
          quotedWaMessageId: null,
          mentionedIds,
          linkPreview: input.options?.linkPreview ?? true,
        },
      }),
    );
    return c.json(body, status);
  });
