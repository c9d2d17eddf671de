import { createRoute } from '@hono/zod-openapi';
import { markSeenRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { chatOf, chatParams, chatQuery } from '../../chats/chat-of-request.ts';
import { optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { hubOf, reach } from '../../objects.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/mark-seen',
  operationId: 'markChatSeen',
  tags: ['Chats'],
  summary: 'Tell the other side that the chat was read, and clear its unread count',
  description: 'The session is named in the body or in the query.',
  ...requires('messages:send'),
  request: { params: chatParams, query: chatQuery, ...optionalJsonBody(markSeenRequest) },
  responses: {
    204: { description: 'Done.' },
    ...problems('not_found', 'validation_failed', 'invalid_chat_id', 'session_not_linked'),
  },
});

export const markSeen = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const session = await sessionOfRequest(c, c.req.valid('json').sessionId ?? c.req.valid('query').sessionId);
    // Not which chat: its id is a phone number.
    await audited(c, { action: 'chat.marked_seen', target: { kind: 'session', id: session.id } }, async () => {
      await askRoom(c.env, session, (room) => room.markSeen(chatId, c.get('requestId')));
      await reach(() => hubOf(c.env, session.workspaceId).markChatSeen(session.id, chatId), { isRepeatable: true });
    });
    return c.body(null, 204);
  });
