import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, hostSchema, updateHostRequest } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { renameHost } from '@waqtor/db/queries/hosts';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { hostIdOf, hostParams, ownHostOfRequest, visibleHost } from '../../hosts/visible-hosts.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'patch',
  path: '/hosts/{id}',
  operationId: 'updateHost',
  tags: ['Session hosts'],
  summary: 'Rename a host',
  ...requires('hosts:write'),
  request: { params: hostParams, ...jsonBody(updateHostRequest) },
  responses: {
    200: json('The host after the change.', hostSchema),
    ...problems('not_found', 'validation_failed', 'unavailable'),
  },
});

export const updateHost = (api: Api) =>
  api.openapi(route, async (c) => {
    const host = await ownHostOfRequest(c, hostIdOf(c.req.valid('param')));
    const { name } = c.req.valid('json');
    if (name !== host.name) {
      const target = { kind: 'host', id: host.id };
      const audit = auditRow(c, { action: 'host.changed', target, details: { fields: 'name' } });
      const { workspaceId } = c.get('principal');
      const renamed = await renameHost(openDatabase(c.env.DB), { id: host.id, workspaceId, name }, audit);
      if (!renamed) throw new WaqtorError('not_found');
    }
    return c.json(await visibleHost(c, host.id), 200);
  });
