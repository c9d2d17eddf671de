import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { deleteNotification as deleteRow } from '@waqtor/db/queries/notifications';
import type { Api } from '../../api.ts';
import { problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import { notificationParams, readerOf, requireNotificationId } from '../../notifications/reader-of-request.ts';
import { tellReader } from '../../notifications/tell-reader.ts';

const route = createRoute({
  method: 'delete',
  path: '/notifications/{id}',
  operationId: 'deleteNotification',
  tags: ['Notifications'],
  summary: 'Delete one of your notifications, for good',
  ...requiresMember('notifications:read'),
  request: { params: notificationParams },
  responses: { 204: { description: 'Deleted.' }, ...problems('not_found') },
});

export const deleteNotification = (api: Api) =>
  api.openapi(route, async (c) => {
    const reader = readerOf(c);
    const id = requireNotificationId(c.req.valid('param').id);
    if (!(await deleteRow(openDatabase(c.env.DB), reader, id))) throw new WaqtorError('not_found');
    tellReader(c, reader);
    return c.body(null, 204);
  });
