import { createRoute } from '@hono/zod-openapi';
import { gateListSchema } from '@waqtor/contracts';
import { gateList } from '@waqtor/core/gate/gate';
import type { Api } from '../../api.ts';
import { gateTermsOf } from '../../gates/gate-terms-of.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/gates',
  operationId: 'listGates',
  tags: ['Gates'],
  summary: 'Features that may be locked, and until when they are open',
  ...requires('workspace:read'),
  responses: { 200: json('All of them.', gateListSchema), ...problems() },
});

export const listGates = (api: Api) =>
  api.openapi(route, async (c) => c.json(gateList(await gateTermsOf(c), new Date()), 200));
