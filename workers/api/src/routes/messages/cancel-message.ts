import { createRoute } from '@hono/zod-openapi';
import { messageActionResponse } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { auditTargetOf, messageParams, messageQuery } from '../../messages/message-of-request.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/{id}/cancel',
  operationId: 'cancelMessage',
  tags: ['Messages'],
  summary: 'Cancel a message that waits',
  description:
    'One that was never handed over ends as `failed` with `message_cancelled`; any other is on its way already.',
  ...requires('messages:send'),
  request: { params: messageParams, query: messageQuery },
  responses: {
    200: json('The message as it is known now.', messageActionResponse),
    ...problems('not_found', 'message_already_sent'),
  },
});

export const cancelMessage = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    const target = auditTargetOf(id, session.id);
    const message = await audited(c, { action: 'message.cancelled', target }, () =>
      askRoom(c.env, session, (room) => room.cancelMessage(id)),
    );
    return c.json(message, 200);
  });
