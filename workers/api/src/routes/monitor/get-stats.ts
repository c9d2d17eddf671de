import { createRoute } from '@hono/zod-openapi';
import { hubStatsSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { statsOf } from './stats-of.ts';

const DESCRIPTION =
  'Counts are since `server.startTime`. Topics of one chat, session or campaign are told together, as `chat:*`: no phone number stands here.';

const route = (path: '/ws-stats' | '/ws-metrics', operationId: string, summary: string) =>
  createRoute({
    method: 'get',
    path,
    operationId,
    tags: ['Monitor'],
    summary,
    description: DESCRIPTION,
    ...requires('monitor:read'),
    responses: { 200: json('The figures of this moment.', hubStatsSchema), ...problems() },
  });

const stats = route('/ws-stats', 'getHubStats', 'Connections, messages, errors and refusals of the live hub');
const metrics = route('/ws-metrics', 'getHubMetrics', 'The same as `GET /ws-stats`, under its other name');

/** H-13: one answer under two names, both promised. */
export const getStats = (api: Api) => {
  api.openapi(stats, async (c) => c.json(await statsOf(c), 200));
  api.openapi(metrics, async (c) => c.json(await statsOf(c), 200));
};
