import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, idSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { chatQuery, knownChatOf } from '../../chats/chat-of-request.ts';
import { parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'delete',
  path: '/chats/{chatId}/notes/{noteId}',
  operationId: 'deleteChatNote',
  tags: ['Chats'],
  summary: 'Delete a note about a chat',
  ...requires('messages:send'),
  request: {
    params: parameters(z.object({ chatId: z.string().min(1).max(100), noteId: z.string().max(100) })),
    query: chatQuery,
  },
  responses: { 204: { description: 'Deleted.' }, ...problems('not_found', 'validation_failed') },
});

export const deleteNote = (api: Api) =>
  api.openapi(route, async (c) => {
    const { noteId, ...params } = c.req.valid('param');
    if (!idSchema('not').safeParse(noteId).success) throw new WaqtorError('not_found');
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    const chatId = await knownChatOf(c, params);
    const target = { kind: 'session', id: session.id };
    await audited(c, { action: 'chat.note_deleted', target, details: { noteId } }, () =>
      askRoom(c.env, session, (room) => room.removeNote(chatId, noteId)),
    );
    return c.body(null, 204);
  });
