import { createRoute } from '@hono/zod-openapi';
import { addNoteRequest, chatNoteSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { chatOf, chatParams } from '../../chats/chat-of-request.ts';
import { noteAuthorOf } from '../../chats/note-author.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { idOfRequest } from '../../http/id-of-request.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/chats/{chatId}/notes',
  operationId: 'addChatNote',
  tags: ['Chats'],
  summary: 'Write a note about a chat, for the members alone',
  ...requires('messages:send'),
  request: { params: chatParams, ...jsonBody(addNoteRequest) },
  responses: {
    201: json('The note.', chatNoteSchema),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id'),
  },
});

export const addNote = (api: Api) =>
  api.openapi(route, async (c) => {
    const chatId = await chatOf(c, c.req.valid('param'));
    const { sessionId, text } = c.req.valid('json');
    const session = await sessionOfRequest(c, sessionId);
    const now = new Date();
    const id = idOfRequest(c, 'not', session.id, chatId, text);
    const note = { id, text, author: await noteAuthorOf(c), createdAt: now.toISOString() };
    const target = { kind: 'session', id: session.id };
    const added = await audited(c, { action: 'chat.note_added', target, details: { noteId: id } }, () =>
      askRoom(c.env, session, (room) => room.addNote(chatId, note)),
    );
    c.header('location', `/api/chats/${encodeURIComponent(chatId)}/notes/${id}`);
    return c.json(added, 201);
  });
