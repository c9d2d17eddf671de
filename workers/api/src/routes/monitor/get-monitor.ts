import { createRoute } from '@hono/zod-openapi';
import { hubMonitorSchema, monitorQuerySchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { hubOf } from '../../objects.ts';
import { withSystem } from './stats-of.ts';

const route = createRoute({
  method: 'get',
  path: '/ws-monitor',
  operationId: 'getHubMonitor',
  tags: ['Monitor'],
  summary: 'Figures of the live hub, thresholds, alerts that stand, and snapshots of at most 7 days',
  description: 'A snapshot is written every 5 minutes while somebody is connected or something was counted.',
  ...requires('monitor:read'),
  request: { query: parameters(monitorQuerySchema) },
  responses: { 200: json('Snapshots are in order, oldest first.', hubMonitorSchema), ...problems('validation_failed') },
});

export const getMonitor = (api: Api) =>
  api.openapi(route, async (c) => {
    const { hours } = c.req.valid('query');
    const { workspaceId } = c.get('principal');
    const { told, stats } = await withSystem(
      c,
      () => hubOf(c.env, workspaceId).monitor(workspaceId, { hours }),
      ({ figures }) => figures,
    );
    const { thresholds, alerts, snapshots } = told;
    return c.json({ ...stats, thresholds, alerts, snapshots }, 200);
  });
