import { createRoute } from '@hono/zod-openapi';
import { assignRequest, chatSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { changeChat } from '../../chats/change-chat.ts';
import { chatOf, chatParams } from '../../chats/chat-of-request.ts';
import { requireMember } from '../../chats/require-member.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/assign',
  operationId: 'assignChat',
  tags: ['Chats'],
  summary: 'Have a member look after a chat, or nobody',
  ...requires('messages:send'),
  request: { params: chatParams, ...jsonBody(assignRequest) },
  responses: {
    200: json('The chat as it is now.', chatSchema),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id'),
  },
});

export const assignChat = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const { sessionId, userId } = c.req.valid('json');
    if (userId !== null) await requireMember(c, userId);
    return c.json(await changeChat(c, { sessionId, chatId }, { assignedTo: userId }, 'chat.assigned'), 200);
  });
