import { createRoute } from '@hono/zod-openapi';
import { handoverRequest, chatSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { changeChat } from '../../chats/change-chat.ts';
import { chatOf, chatParams } from '../../chats/chat-of-request.ts';
import { json, optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/handover',
  operationId: 'handOverChat',
  tags: ['Chats'],
  summary: 'Take a chat over from the bot for some minutes, or give it back with 0',
  ...requires('messages:send'),
  request: { params: chatParams, ...optionalJsonBody(handoverRequest) },
  responses: {
    200: json('The chat as it is now.', chatSchema),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id'),
  },
});

export const handOverChat = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const { sessionId, minutes } = handoverRequest.parse(c.req.valid('json'));
    const handoverUntil = minutes === 0 ? null : new Date(Date.now() + minutes * 60_000).toISOString();
    return c.json(await changeChat(c, { sessionId, chatId }, { handoverUntil }), 200);
  });
