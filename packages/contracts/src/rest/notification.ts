import * as z from 'zod';
import { timestampSchema } from '../ids.ts';
import { NOTIFICATION_CODES, notificationChoiceSchema, notificationTypeSchema } from '../notification.ts';
import { pageQuerySchema } from '../page.ts';

export const listNotificationsQuery = pageQuerySchema.extend({
  filter: z.enum(['all', 'unread']).default('all'),
  type: notificationTypeSchema.optional(),
});

/** N-2 `POST /api/notifications`: one of the code `custom`. A link is a path in the dashboard, without language. */
export const createNotificationRequest = z.strictObject({
  /** Whom: oneself (default; a key has no self), owners and admins, or every member. */
  audience: z.enum(['me', 'admins', 'workspace']).optional(),
  type: notificationTypeSchema.default('info'),
  title: z.string().trim().min(1).max(200),
  text: z.string().trim().max(2000).optional(),
  link: z
    .string()
    .max(500)
    .regex(/^\/(?:[^\s\\/][^\s\\]*)?$/, 'must be a path in the dashboard, such as /sessions')
    .optional(),
});
export const createdNotificationsSchema = z.object({ created: z.int().min(0) });

export const updateNotificationRequest = z.strictObject({ read: z.boolean() });
export const notificationCountSchema = z.object({ unread: z.int().min(0), total: z.int().min(0) });

/** `readAt` names what was marked, for `undo`. */
export const markedNotificationsSchema = z.object({ marked: z.int().min(0), readAt: timestampSchema });
export const undoMarkRequest = z.strictObject({ readAt: timestampSchema });

export const notificationPreferencesSchema = z.object({
  preferences: z.array(
    z.object({ code: z.enum(NOTIFICATION_CODES), ...notificationChoiceSchema.shape, isDefault: z.boolean() }),
  ),
});
export type NotificationPreferences = z.infer<typeof notificationPreferencesSchema>;
/** Only the codes and channels that change. */
export const updateNotificationPreferencesRequest = z.strictObject({
  preferences: z
    .array(z.strictObject({ code: z.enum(NOTIFICATION_CODES), ...notificationChoiceSchema.partial().shape }))
    .min(1)
    .max(NOTIFICATION_CODES.length),
});
