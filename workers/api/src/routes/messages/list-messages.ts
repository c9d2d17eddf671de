import { createRoute } from '@hono/zod-openapi';
import { listMessagesQuery, messageSchema, pageSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { recipientOf } from '../../messages/recipient.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/messages',
  operationId: 'listMessages',
  tags: ['Messages'],
  summary: 'Messages of one session, newest first',
  description:
    'With `q` those alone that hold all of its words, in any order; Arabic letters, marks and digits are folded.',
  ...requires('messages:read'),
  request: { query: parameters(listMessagesQuery) },
  responses: {
    200: json('A page.', pageSchema(messageSchema)),
    ...problems('not_found', 'validation_failed', 'invalid_chat_id', 'invalid_cursor'),
  },
});

export const listMessages = (api: Api) =>
  api.openapi(route, async (c) => {
    const { sessionId, chatId: chat, ...rest } = c.req.valid('query');
    const session = await sessionOfRequest(c, sessionId);
    const query = chat === undefined ? rest : { ...rest, chatId: await recipientOf(c, chat, '/query/chatId') };
    const page = await askRoom(c.env, session, (room) => room.listMessages(query));
    return c.json(withNextLink(c, page), 200);
  });
