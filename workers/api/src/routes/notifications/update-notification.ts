import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, notificationSchema, updateNotificationRequest } from '@waqtor/contracts';
import { notificationView } from '@waqtor/core/notification/news';
import { openDatabase } from '@waqtor/db/queries/database';
import { setRead } from '@waqtor/db/queries/notifications';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import {
  notificationParams,
  readerOf,
  requireNotificationId,
  wordsLanguage,
} from '../../notifications/reader-of-request.ts';
import { tellReader } from '../../notifications/tell-reader.ts';

const route = createRoute({
  method: 'patch',
  path: '/notifications/{id}',
  operationId: 'updateNotification',
  tags: ['Notifications'],
  summary: 'Mark one of your notifications read or unread',
  ...requiresMember('notifications:read'),
  request: { params: notificationParams, ...jsonBody(updateNotificationRequest) },
  responses: { 200: json('As it is now.', notificationSchema), ...problems('validation_failed', 'not_found') },
});

export const updateNotification = (api: Api) =>
  api.openapi(route, async (c) => {
    const reader = readerOf(c);
    const id = requireNotificationId(c.req.valid('param').id);
    const change = { isRead: c.req.valid('json').read, now: new Date() };
    const row = await setRead(openDatabase(c.env.DB), reader, id, change);
    if (!row) throw new WaqtorError('not_found');
    tellReader(c, reader);
    return c.json(notificationView(row, wordsLanguage(c)), 200);
  });
