import { createRoute } from '@hono/zod-openapi';
import { sendBudgetSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { NOT_MODIFIED, notModified } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { budgetEtag } from '../../session/send-budget.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'get',
  path: '/sessions/{id}/send-budget',
  operationId: 'getSendBudget',
  tags: ['Sessions'],
  summary: 'How fast a session may send',
  description:
    'Three lanes: answers to whoever wrote within 24 hours first, then the API, then campaigns. A lane that is null goes as fast as its host.',
  ...requires('sessions:read'),
  request: { params: sessionParams },
  responses: { 200: json('The budget.', sendBudgetSchema), ...NOT_MODIFIED, ...problems('not_found') },
});

export const getSendBudget = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const budget = await askRoom(c.env, session, (room) => room.sendBudget());
    return notModified(c, budgetEtag(budget)) ?? c.json(budget, 200);
  });
