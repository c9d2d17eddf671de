import { createRoute } from '@hono/zod-openapi';
import { notificationCountSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { countNotifications as countRows } from '@waqtor/db/queries/notifications';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import { readerOf } from '../../notifications/reader-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/notifications/count',
  operationId: 'countNotifications',
  tags: ['Notifications'],
  summary: 'How many notifications you have, and how many are unread',
  ...requiresMember('notifications:read'),
  responses: { 200: json('The numbers.', notificationCountSchema), ...problems() },
});

export const countNotifications = (api: Api) =>
  api.openapi(route, async (c) => c.json(await countRows(openDatabase(c.env.DB), readerOf(c)), 200));
