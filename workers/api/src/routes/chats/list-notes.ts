import { createRoute } from '@hono/zod-openapi';
import { chatNoteListSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { chatOf, chatParams, chatQuery } from '../../chats/chat-of-request.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/chats/{chatId}/notes',
  operationId: 'listChatNotes',
  tags: ['Chats'],
  summary: 'Notes of the members about a chat, newest first',
  description: 'At most 200 a chat. They are never sent to anybody.',
  ...requires('messages:read'),
  request: { params: chatParams, query: chatQuery },
  responses: {
    200: json('All of them.', chatNoteListSchema),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id'),
  },
});

export const listNotes = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    return c.json({ data: await askRoom(c.env, session, (room) => room.listNotes(chatId)) }, 200);
  });
