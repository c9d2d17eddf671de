import { createRoute } from '@hono/zod-openapi';
import { typingRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { chatOf, chatParams } from '../../chats/chat-of-request.ts';
import { optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/typing',
  operationId: 'showTyping',
  tags: ['Chats'],
  summary: 'Show the other side that somebody writes or records',
  description:
    'Shown for some 25 seconds, unless it is told again or `paused`. While the session is not ready nothing happens.',
  ...requires('messages:send'),
  request: { params: chatParams, ...optionalJsonBody(typingRequest) },
  responses: {
    204: { description: 'Done.' },
    ...problems('not_found', 'validation_failed', 'invalid_chat_id', 'session_not_linked'),
  },
});

export const showTyping = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const { sessionId, state } = typingRequest.parse(c.req.valid('json'));
    const session = await sessionOfRequest(c, sessionId);
    await askRoom(c.env, session, (room) => room.typing(chatId, state, c.get('requestId')));
    return c.body(null, 204);
  });
