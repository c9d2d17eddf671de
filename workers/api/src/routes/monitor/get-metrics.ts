import { createRoute, z } from '@hono/zod-openapi';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '@waqtor/core/hub/prometheus-text';
import type { Api } from '../../api.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { statsOf } from './stats-of.ts';

const EXAMPLE = `# HELP waqtor_hub_connections Open live connections.
# TYPE waqtor_hub_connections gauge
waqtor_hub_connections 12
`;

const route = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tags: ['Monitor'],
  summary: 'The figures of `GET /ws-stats` for Prometheus',
  description: 'Text format 0.0.4, of the workspace of the key. No label holds an address, a person or a number.',
  ...requires('monitor:read'),
  responses: {
    200: {
      description: 'One page of metrics.',
      content: { 'text/plain': { schema: z.string().meta({ examples: [EXAMPLE] }) } },
    },
    ...problems(),
  },
});

export const getMetrics = (api: Api) =>
  api.openapi(route, async (c) =>
    c.text(prometheusText(await statsOf(c)), 200, {
      'content-type': PROMETHEUS_CONTENT_TYPE,
      'cache-control': 'no-store',
    }),
  );
