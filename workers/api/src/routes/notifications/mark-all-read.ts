import { createRoute } from '@hono/zod-openapi';
import { markedNotificationsSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { markAllRead as markRows } from '@waqtor/db/queries/notifications';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import { readerOf } from '../../notifications/reader-of-request.ts';
import { tellReader } from '../../notifications/tell-reader.ts';

const route = createRoute({
  method: 'post',
  path: '/notifications/mark-all-read',
  operationId: 'markAllNotificationsRead',
  tags: ['Notifications'],
  summary: 'Mark all your notifications read',
  description: 'Send `readAt` of the answer to `/api/notifications/mark-all-read/undo` to take it back.',
  ...requiresMember('notifications:read'),
  responses: { 200: json('How many were unread.', markedNotificationsSchema), ...problems() },
});

export const markAllRead = (api: Api) =>
  api.openapi(route, async (c) => {
    const reader = readerOf(c);
    const now = new Date();
    const marked = await markRows(openDatabase(c.env.DB), reader, now);
    if (marked > 0) tellReader(c, reader);
    return c.json({ marked, readAt: now.toISOString() }, 200);
  });
