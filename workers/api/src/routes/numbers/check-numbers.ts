import { createRoute } from '@hono/zod-openapi';
import { checkNumbersRequest, checkNumbersResponse } from '@waqtor/contracts';
import type { NumberCheck } from '@waqtor/contracts';
import { normalizePhone } from '@waqtor/core/phone/normalize-phone';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { defaultCountryOf } from '../../workspace/default-country.ts';

const route = createRoute({
  method: 'post',
  path: '/numbers/check',
  operationId: 'checkNumbers',
  tags: ['Chats'],
  summary: 'Which of these numbers are on WhatsApp',
  description:
    'Up to 50, with their country code or in the national form of the workspace, answered in their order. What is no phone number is `invalid` and asked of nobody; answers are remembered for a day.',
  ...requires('messages:send'),
  request: jsonBody(checkNumbersRequest),
  responses: {
    200: json('One answer for each.', checkNumbersResponse),
    ...problems('not_found', 'validation_failed', 'session_not_linked'),
  },
});

export const checkNumbers = (api: Api) =>
  api.openapi(route, async (c) => {
    const { sessionId, phones } = c.req.valid('json');
    const session = await sessionOfRequest(c, sessionId);
    const country = await defaultCountryOf(c);
    const inputs = phones.map((input) => {
      const number = normalizePhone(input, country);
      return { input, phone: number.ok ? number.value : null };
    });
    const asked = [...new Set(inputs.flatMap(({ phone }) => (phone === null ? [] : [phone])))];
    const target = { kind: 'session', id: session.id };
    const answers = await audited(c, { action: 'numbers.checked', target, details: { count: asked.length } }, () =>
      asked.length === 0
        ? Promise.resolve([])
        : askRoom(c.env, session, (room) => room.checkNumbers(asked, c.get('requestId'))),
    );
    const found = new Map(answers.map((answer) => [answer.phone, answer]));
    const data = inputs.map(({ input, phone }): NumberCheck => {
      const answer = phone === null ? undefined : found.get(phone);
      return { input, phone, result: answer?.result ?? 'invalid', chatId: answer?.chatId ?? null };
    });
    return c.json({ data }, 200);
  });
