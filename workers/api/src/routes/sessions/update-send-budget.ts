import { createRoute } from '@hono/zod-openapi';
import { sendBudgetSchema, updateSendBudgetRequest } from '@waqtor/contracts';
import type { SendBudget } from '@waqtor/contracts';
import type * as z from 'zod';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requireMatch } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { budgetEtag } from '../../session/send-budget.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'patch',
  path: '/sessions/{id}/send-budget',
  operationId: 'updateSendBudget',
  tags: ['Sessions'],
  summary: 'Change how fast a session may send; what is left out stays',
  description: 'Holds for what waits already. With `If-Match` it is changed only as it was read.',
  ...requires('sessions:write'),
  request: { params: sessionParams, ...jsonBody(updateSendBudgetRequest) },
  responses: {
    200: json('The budget after the change.', sendBudgetSchema),
    ...problems('not_found', 'validation_failed', 'precondition_failed'),
  },
});

const patched = (budget: SendBudget, patch: z.infer<typeof updateSendBudgetRequest>): SendBudget => ({
  lanes: {
    reply: patch.lanes?.reply === undefined ? budget.lanes.reply : patch.lanes.reply,
    api: patch.lanes?.api === undefined ? budget.lanes.api : patch.lanes.api,
    campaign: patch.lanes?.campaign === undefined ? budget.lanes.campaign : patch.lanes.campaign,
  },
  dailyCap: patch.dailyCap === undefined ? budget.dailyCap : patch.dailyCap,
});

export const updateSendBudget = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const present = await askRoom(c.env, session, (room) => room.sendBudget());
    requireMatch(c, budgetEtag(present));
    const next = patched(present, c.req.valid('json'));
    const target = { kind: 'session', id: session.id };
    const budget = await audited(c, { action: 'session.changed', target, details: { fields: 'sendBudget' } }, () =>
      askRoom(c.env, session, (room) => room.setSendBudget(next)),
    );
    c.header('etag', budgetEtag(budget));
    return c.json(budget, 200);
  });
