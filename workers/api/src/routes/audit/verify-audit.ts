import { createRoute } from '@hono/zod-openapi';
import { auditVerificationSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { auditLogOf, reach } from '../../objects.ts';

const route = createRoute({
  method: 'get',
  path: '/audit/verify',
  operationId: 'verifyAudit',
  tags: ['Audit'],
  summary: 'Compare every row of the audit with its sealed chain',
  description: 'Names rows that were altered, taken away or put in, and says how many are not sealed yet.',
  ...requires('audit:read'),
  responses: { 200: json('What was found.', auditVerificationSchema), ...problems() },
});

export const verifyAudit = (api: Api) =>
  api.openapi(route, async (c) => {
    const { workspaceId } = c.get('principal');
    const verification = await reach(() => auditLogOf(c.env, workspaceId).verify(workspaceId), { isRepeatable: true });
    return c.json(verification, 200);
  });
