import { createRoute } from '@hono/zod-openapi';
import { archiveRequest, chatSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { changeChat } from '../../chats/change-chat.ts';
import { chatOf, chatParams } from '../../chats/chat-of-request.ts';
import { json, optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/archive',
  operationId: 'archiveChat',
  tags: ['Chats'],
  summary: 'Put a chat away, or back',
  description: 'The phone follows as soon as its host can tell it.',
  ...requires('messages:send'),
  request: { params: chatParams, ...optionalJsonBody(archiveRequest) },
  responses: {
    200: json('The chat as it is now.', chatSchema),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id'),
  },
});

export const archiveChat = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const { sessionId, archived } = archiveRequest.parse(c.req.valid('json'));
    return c.json(await changeChat(c, { sessionId, chatId }, { isArchived: archived }), 200);
  });
