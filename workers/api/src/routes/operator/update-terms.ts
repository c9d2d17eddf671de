import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, updateTermsRequest, workspaceTermsSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { changeTerms, findGateTerms } from '@waqtor/db/queries/gates';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, parameters, problems } from '../../http/describe.ts';
import { operatorIn, requireOperator } from '../../middleware/operator/require-operator.ts';

const route = createRoute({
  method: 'patch',
  path: '/operator/workspaces/{id}',
  operationId: 'updateTerms',
  tags: ['Gates'],
  summary: 'What the operator grants a workspace: everything open, or a subscription until a day',
  hide: true,
  middleware: requireOperator,
  request: { params: parameters(z.object({ id: z.string().max(100) })), ...jsonBody(updateTermsRequest) },
  responses: {
    200: json('The terms after the change.', workspaceTermsSchema),
    ...problems('not_found', 'validation_failed'),
  },
});

export const updateTerms = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { isUnlocked, subscriptionExpiresAt: until } = c.req.valid('json');
    const change = {
      ...(isUnlocked === undefined ? {} : { isUnlocked }),
      ...(until === undefined ? {} : { subscriptionExpiresAt: until === null ? null : new Date(until) }),
    };
    const target = { kind: 'workspace', id };
    const details = {
      ...(isUnlocked === undefined ? {} : { isUnlocked }),
      ...(until === undefined ? {} : { subscriptionExpiresAt: change.subscriptionExpiresAt?.toISOString() ?? null }),
    };
    const audit = auditRow(c, { action: 'gate.terms_changed', target, details }, operatorIn(id));
    const db = openDatabase(c.env.DB);
    const isEmpty = Object.keys(change).length === 0;
    const terms = isEmpty ? await findGateTerms(db, id) : await changeTerms(db, id, change, audit);
    if (!terms) throw new WaqtorError('not_found');
    const subscriptionExpiresAt = terms.subscriptionExpiresAt?.toISOString() ?? null;
    return c.json({ id, isUnlocked: terms.isUnlocked, subscriptionExpiresAt }, 200);
  });
