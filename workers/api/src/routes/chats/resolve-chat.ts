import { createRoute } from '@hono/zod-openapi';
import { resolveRequest, chatSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { changeChat } from '../../chats/change-chat.ts';
import { chatOf, chatParams } from '../../chats/chat-of-request.ts';
import { json, optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/resolve',
  operationId: 'resolveChat',
  tags: ['Chats'],
  summary: 'Say that nothing is left to do in a chat, or that something is',
  description: 'The next message from the other side takes it back.',
  ...requires('messages:send'),
  request: { params: chatParams, ...optionalJsonBody(resolveRequest) },
  responses: {
    200: json('The chat as it is now.', chatSchema),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id'),
  },
});

export const resolveChat = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const { sessionId, resolved } = resolveRequest.parse(c.req.valid('json'));
    return c.json(await changeChat(c, { sessionId, chatId }, { isResolved: resolved }), 200);
  });
