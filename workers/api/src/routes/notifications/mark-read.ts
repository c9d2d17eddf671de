import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, notificationSchema } from '@waqtor/contracts';
import { notificationView } from '@waqtor/core/notification/news';
import { openDatabase } from '@waqtor/db/queries/database';
import { setRead } from '@waqtor/db/queries/notifications';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import {
  notificationParams,
  readerOf,
  requireNotificationId,
  wordsLanguage,
} from '../../notifications/reader-of-request.ts';
import { tellReader } from '../../notifications/tell-reader.ts';

const route = createRoute({
  method: 'post',
  path: '/notifications/mark-read/{id}',
  operationId: 'markNotificationRead',
  tags: ['Notifications'],
  summary: 'Mark one of your notifications read',
  ...requiresMember('notifications:read'),
  request: { params: notificationParams },
  responses: { 200: json('As it is now.', notificationSchema), ...problems('not_found') },
});

export const markRead = (api: Api) =>
  api.openapi(route, async (c) => {
    const reader = readerOf(c);
    const id = requireNotificationId(c.req.valid('param').id);
    const row = await setRead(openDatabase(c.env.DB), reader, id, { isRead: true, now: new Date() });
    if (!row) throw new WaqtorError('not_found');
    tellReader(c, reader);
    return c.json(notificationView(row, wordsLanguage(c)), 200);
  });
