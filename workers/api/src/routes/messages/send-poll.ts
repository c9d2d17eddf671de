import { createRoute } from '@hono/zod-openapi';
import { sendPollRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { pollOf } from '../../messages/poll.ts';
import { sendResponses, sendTo } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/send-poll',
  operationId: 'sendPoll',
  tags: ['Messages'],
  summary: 'Send a poll',
  description:
    'Answers come back as `message.received` with `interactive`: the place of the option, from "1", and its title.',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: jsonBody(sendPollRequest),
  responses: sendResponses(),
});

export const sendPoll = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const content = pollOf(input.poll);
    const { status, body } = await sendTo(c, 'messages/send-poll', input, ({ chatId }) =>
      Promise.resolve({ payload: { kind: 'send_poll', chatId, quotedWaMessageId: null, content } }),
    );
    return c.json(body, status);
  });
