import { createRoute } from '@hono/zod-openapi';
import { hostSchema, pageSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { visibleHosts } from '../../hosts/visible-hosts.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/hosts',
  operationId: 'listHosts',
  tags: ['Session hosts'],
  summary: 'Hosts of the workspace, and those of the operator that serve it, oldest first',
  description:
    'A host of the operator (`isOwn` false) is seen and not changed here; `sessions` counts those of this workspace alone.',
  ...requires('hosts:read'),
  responses: { 200: json('All of them, in one page.', pageSchema(hostSchema)), ...problems('unavailable') },
});

export const listHosts = (api: Api) =>
  api.openapi(route, async (c) => c.json({ data: await visibleHosts(c), nextCursor: null, hasMore: false }, 200));
