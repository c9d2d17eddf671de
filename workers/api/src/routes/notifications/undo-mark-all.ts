import { createRoute } from '@hono/zod-openapi';
import { notificationCountSchema, undoMarkRequest } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { countNotifications, unmarkAll } from '@waqtor/db/queries/notifications';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import { readerOf } from '../../notifications/reader-of-request.ts';
import { tellReader } from '../../notifications/tell-reader.ts';

const route = createRoute({
  method: 'post',
  path: '/notifications/mark-all-read/undo',
  operationId: 'undoMarkAllNotificationsRead',
  tags: ['Notifications'],
  summary: 'Make unread again what was marked at that time',
  description: 'May be repeated. What was read otherwise, before or since, stays read.',
  ...requiresMember('notifications:read'),
  request: jsonBody(undoMarkRequest),
  responses: { 200: json('The numbers after it.', notificationCountSchema), ...problems('validation_failed') },
});

export const undoMarkAll = (api: Api) =>
  api.openapi(route, async (c) => {
    const reader = readerOf(c);
    const db = openDatabase(c.env.DB);
    if ((await unmarkAll(db, reader, new Date(c.req.valid('json').readAt))) > 0) tellReader(c, reader);
    return c.json(await countNotifications(db, reader), 200);
  });
