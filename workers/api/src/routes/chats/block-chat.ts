import { createRoute } from '@hono/zod-openapi';
import { blockRequest, chatSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { changeChat } from '../../chats/change-chat.ts';
import { chatOf, chatParams } from '../../chats/chat-of-request.ts';
import { json, optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/block',
  operationId: 'blockChat',
  tags: ['Chats'],
  summary: 'Block who writes in a chat, or unblock them',
  description:
    'The phone follows as soon as its host can tell it; what it refuses, or was not told within 10 minutes, is taken back. Groups cannot be blocked.',
  ...requires('messages:send'),
  request: { params: chatParams, ...optionalJsonBody(blockRequest) },
  responses: {
    200: json('The chat as it is now.', chatSchema),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id', 'unsupported'),
  },
});

export const blockChat = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const { sessionId, blocked } = blockRequest.parse(c.req.valid('json'));
    return c.json(await changeChat(c, { sessionId, chatId }, { isBlocked: blocked }), 200);
  });
