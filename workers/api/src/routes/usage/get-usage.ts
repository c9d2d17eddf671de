import { createRoute } from '@hono/zod-openapi';
import { usageSchema } from '@waqtor/contracts';
import type { Usage } from '@waqtor/contracts';
import { windowRestMs } from '@waqtor/core/rate-limit/window';
import { openDatabase } from '@waqtor/db/queries/database';
import { listSessions } from '@waqtor/db/queries/sessions';
import { countResources } from '@waqtor/db/queries/usage';
import type { Api, ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { requestsUsed } from '../../middleware/rate-limit/requests-used.ts';
import { askRoom } from '../../session/ask-room.ts';
import { MAX_ENDPOINTS, MAX_LIVE_KEYS, MAX_PEOPLE, MAX_SESSIONS } from '../../usage/resource-limits.ts';

const route = createRoute({
  method: 'get',
  path: '/usage',
  operationId: 'getUsage',
  tags: ['Usage'],
  summary: 'What the workspace uses of what it may',
  ...requires('workspace:read'),
  responses: { 200: json('Today is a day of UTC.', usageSchema), ...problems() },
});

/** By the sessions themselves: each counts its own sends. */
const sentToday = async (c: ApiContext, workspaceId: string): Promise<number> => {
  const records = await listSessions(openDatabase(c.env.DB), workspaceId);
  const states = await Promise.all(records.map((record) => askRoom(c.env, record, (room) => room.state())));
  return states.reduce((total, { stats }) => total + stats.sentToday, 0);
};

const policiesIn = (c: ApiContext): Usage['policies'] => {
  const { address, key, workspace } = settingsOf(c.env).policies;
  return [
    { name: 'address', limit: address.limit, windowSeconds: address.windowMs / 1000 },
    { name: 'key', limit: key.limit, windowSeconds: key.windowMs / 1000 },
    { name: 'workspace', limit: workspace.limit, windowSeconds: workspace.windowMs / 1000 },
  ];
};

export const getUsage = (api: Api) =>
  api.openapi(route, async (c) => {
    const { workspaceId } = c.get('principal');
    const { workspace } = settingsOf(c.env).policies;
    const now = Date.now();
    const [requests, messages, counts] = await Promise.all([
      requestsUsed(c, workspaceId),
      sentToday(c, workspaceId),
      countResources(openDatabase(c.env.DB), workspaceId, new Date(now)),
    ]);
    const resetsAt = new Date(now + windowRestMs(workspace.windowMs, now)).toISOString();
    const data: Usage['data'] = [
      { id: 'requests_today', used: requests, limit: workspace.limit, resetsAt },
      { id: 'messages_sent_today', used: messages, limit: null, resetsAt },
      { id: 'sessions', used: counts.sessions, limit: MAX_SESSIONS, resetsAt: null },
      { id: 'members', used: counts.people, limit: MAX_PEOPLE, resetsAt: null },
      { id: 'api_keys', used: counts.liveKeys, limit: MAX_LIVE_KEYS, resetsAt: null },
      { id: 'webhooks', used: counts.webhooks, limit: MAX_ENDPOINTS, resetsAt: null },
    ];
    return c.json({ data, policies: policiesIn(c) }, 200);
  });
