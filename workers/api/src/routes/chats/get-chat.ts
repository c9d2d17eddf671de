import { createRoute } from '@hono/zod-openapi';
import { chatSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { chatOf, chatParams, chatQuery } from '../../chats/chat-of-request.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/chats/{chatId}',
  operationId: 'getChat',
  tags: ['Chats'],
  summary: 'One chat of a session',
  ...requires('messages:read'),
  request: { params: chatParams, query: chatQuery },
  responses: { 200: json('The chat.', chatSchema), ...problems('not_found', 'validation_failed', 'invalid_chat_id') },
});

export const getChat = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    return c.json(await askRoom(c.env, session, (room) => room.getChat(chatId)), 200);
  });
