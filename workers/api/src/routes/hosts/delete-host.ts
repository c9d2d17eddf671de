import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { removeHost } from '@waqtor/db/queries/hosts';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { endHost } from '../../hosts/end-host.ts';
import { hostIdOf, hostParams, ownHostOfRequest } from '../../hosts/visible-hosts.ts';
import { problems } from '../../http/describe.ts';
import { finishLater } from '../../jobs/finish-later.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'delete',
  path: '/hosts/{id}',
  operationId: 'deleteHost',
  tags: ['Session hosts'],
  summary: 'Remove a host, for good',
  description:
    'Its key opens nothing from now on, and its connection is closed. Sessions go on where another host sees the same logins. Logins that only this host saw are lost with it: such sessions start on another host with a code to scan. Move them before. To use the machine again, enrol it anew: it gets a new key.',
  ...requires('hosts:write', { isDangerous: true }),
  request: { params: hostParams },
  responses: { 204: { description: 'Removed.' }, ...problems('not_found') },
});

export const deleteHost = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = await ownHostOfRequest(c, hostIdOf(c.req.valid('param')));
    const { workspaceId } = c.get('principal');
    const audit = auditRow(c, { action: 'host.removed', target: { kind: 'host', id } });
    const removed = await removeHost(openDatabase(c.env.DB), { id, workspaceId }, audit, new Date());
    if (!removed) throw new WaqtorError('not_found');
    const finished = finishLater(() => endHost(c.env, id), { hostId: id });
    // A client that hangs up ends its request, but not this.
    c.executionCtx.waitUntil(finished);
    await finished;
    return c.body(null, 204);
  });
