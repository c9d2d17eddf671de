import { createRoute } from '@hono/zod-openapi';
import {
  NOTIFICATION_CHANNELS,
  defaultChoice,
  notificationPreferencesSchema,
  updateNotificationPreferencesRequest,
} from '@waqtor/contracts';
import type { NotificationChoice } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { changePreferences } from '@waqtor/db/queries/notification-preferences';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import { readerOf } from '../../notifications/reader-of-request.ts';
import { presentPreferences } from '../../notifications/render-preferences.ts';

const route = createRoute({
  method: 'patch',
  path: '/notifications/preferences',
  operationId: 'updateNotificationPreferences',
  tags: ['Notifications'],
  summary: 'Change what you want to be told of, and how',
  description: 'Send the codes and channels that change; the others stay.',
  ...requiresMember('notifications:read'),
  request: jsonBody(updateNotificationPreferencesRequest),
  responses: { 200: json('Every code.', notificationPreferencesSchema), ...problems('validation_failed') },
});

/** The channels that are named. */
const named = (choice: Partial<Record<keyof NotificationChoice, boolean | undefined>>): Partial<NotificationChoice> =>
  Object.fromEntries(
    NOTIFICATION_CHANNELS.flatMap((channel) => (choice[channel] === undefined ? [] : [[channel, choice[channel]]])),
  );

export const updatePreferences = (api: Api) =>
  api.openapi(route, async (c) => {
    const reader = readerOf(c);
    const db = openDatabase(c.env.DB);
    const changes = c.req.valid('json').preferences.map(({ code, ...choice }) => ({
      code,
      change: named(choice),
      usual: defaultChoice(code),
    }));
    await changePreferences(db, reader, changes);
    return c.json(await presentPreferences(db, reader), 200);
  });
