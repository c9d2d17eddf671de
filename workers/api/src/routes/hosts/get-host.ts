import { createRoute } from '@hono/zod-openapi';
import { hostSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { hostIdOf, hostParams, visibleHost } from '../../hosts/visible-hosts.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/hosts/{id}',
  operationId: 'getHost',
  tags: ['Session hosts'],
  summary: 'One host',
  ...requires('hosts:read'),
  request: { params: hostParams },
  responses: { 200: json('The host.', hostSchema), ...problems('not_found', 'unavailable') },
});

export const getHost = (api: Api) =>
  api.openapi(route, async (c) => c.json(await visibleHost(c, hostIdOf(c.req.valid('param'))), 200));
