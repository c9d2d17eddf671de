import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, listNotificationsQuery, notificationSchema, pageSchema } from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import { notificationView } from '@waqtor/core/notification/news';
import { openDatabase } from '@waqtor/db/queries/database';
import { listNotifications as listRows } from '@waqtor/db/queries/notifications';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import { readerOf, wordsLanguage } from '../../notifications/reader-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/notifications',
  operationId: 'listNotifications',
  tags: ['Notifications'],
  summary: 'Your own notifications, the latest first',
  description:
    'Title and body are in the language of `Accept-Language`. The same thing within an hour, while unread, is one notification whose `count` rises. A key has no notifications of its own and is refused.',
  ...requiresMember('notifications:read'),
  request: { query: parameters(listNotificationsQuery) },
  responses: {
    200: json('A page.', pageSchema(notificationSchema)),
    ...problems('validation_failed', 'invalid_cursor'),
  },
});

/** The sort key of the last row of a page. */
const placeIn = (cursor: string): { updatedAt: Date; id: string } => {
  const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
  if (!/^\d{1,15}$/.test(at)) throw new WaqtorError('invalid_cursor');
  return { updatedAt: new Date(Number(at)), id };
};

export const listNotifications = (api: Api) =>
  api.openapi(route, async (c) => {
    const { limit, cursor, filter, type } = c.req.valid('query');
    const last = cursor === undefined ? null : placeIn(cursor);
    // One more than asked tells whether there is another page.
    const rows = await listRows(openDatabase(c.env.DB), readerOf(c), {
      isUnreadOnly: filter === 'unread',
      type,
      last,
      limit: limit + 1,
    });
    const language = wordsLanguage(c);
    const shown = rows.slice(0, limit);
    const end = shown.at(-1);
    const hasMore = rows.length > limit;
    const nextCursor = hasMore && end ? encodeCursor([String(end.updatedAt.getTime()), end.id]) : null;
    const data = shown.map((row) => notificationView(row, language));
    return c.json(withNextLink(c, { data, nextCursor, hasMore }), 200);
  });
