import { createRoute } from '@hono/zod-openapi';
import { loginListSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { listLogins as readLogins } from '@waqtor/db/queries/logins';
import type { Api } from '../../api.ts';
import { deviceOf } from '../../auth/device.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/auth/logins',
  operationId: 'listLogins',
  tags: ['Account'],
  summary: 'The browsers in which you are signed in',
  ...requiresPerson(),
  responses: { 200: json('The latest used first.', loginListSchema), ...problems() },
});

export const listLogins = (api: Api) =>
  api.openapi(route, async (c) => {
    const { userId, loginId } = c.get('person');
    const logins = await readLogins(openDatabase(c.env.DB), userId, new Date());
    const data = logins.map((login) => ({
      id: login.id,
      isCurrent: login.id === loginId,
      createdAt: login.createdAt.toISOString(),
      lastSeenAt: login.updatedAt.toISOString(),
      expiresAt: login.expiresAt.toISOString(),
      ip: login.ipAddress,
      device: deviceOf(login.userAgent),
    }));
    return c.json({ data }, 200);
  });
