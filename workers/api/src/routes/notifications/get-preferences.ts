import { createRoute } from '@hono/zod-openapi';
import { notificationPreferencesSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresMember } from '../../middleware/access/access.ts';
import { readerOf } from '../../notifications/reader-of-request.ts';
import { presentPreferences } from '../../notifications/render-preferences.ts';

const route = createRoute({
  method: 'get',
  path: '/notifications/preferences',
  operationId: 'getNotificationPreferences',
  tags: ['Notifications'],
  summary: 'What you want to be told of in this workspace, and how',
  description: 'Without `inApp` no notification is made at all; `email` may come without it.',
  ...requiresMember('notifications:read'),
  responses: { 200: json('Every code.', notificationPreferencesSchema), ...problems() },
});

export const getPreferences = (api: Api) =>
  api.openapi(route, async (c) => c.json(await presentPreferences(openDatabase(c.env.DB), readerOf(c)), 200));
