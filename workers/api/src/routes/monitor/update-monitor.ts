import { createRoute } from '@hono/zod-openapi';
import { monitorThresholdsSchema, updateMonitorRequest } from '@waqtor/contracts';
import type { MonitorThresholds } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { hubOf, reach } from '../../objects.ts';

const route = createRoute({
  method: 'patch',
  path: '/ws-monitor',
  operationId: 'updateHubMonitor',
  tags: ['Monitor'],
  summary: 'Change thresholds of the monitor; what is left out stays, `null` switches one off',
  description:
    'A threshold that is reached raises an alert: the event `monitor.alert`, and a notification of every owner and admin. Below 90 % of it the alert is cleared.',
  ...requires('monitor:write'),
  request: jsonBody(updateMonitorRequest),
  responses: {
    200: json('All thresholds after the change.', monitorThresholdsSchema),
    ...problems('validation_failed'),
  },
});

export const updateMonitor = (api: Api) =>
  api.openapi(route, async (c) => {
    const change = c.req.valid('json') as Partial<MonitorThresholds>;
    const { workspaceId } = c.get('principal');
    const target = { kind: 'workspace', id: workspaceId };
    const thresholds = await audited(c, { action: 'monitor.thresholds_changed', target, details: { ...change } }, () =>
      reach(() => hubOf(c.env, workspaceId).setThresholds(workspaceId, change), { isRepeatable: true }),
    );
    return c.json(thresholds, 200);
  });
