import * as z from 'zod';
import { idSchema, timestampSchema } from './ids.ts';

/** N-1: how a notification looks. What it says is `code` with `params`, put into words where it is shown. */
export const NOTIFICATION_TYPES = ['info', 'success', 'warning', 'error'] as const;
export const notificationTypeSchema = z.enum(NOTIFICATION_TYPES);
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** Constants, numbers, ids and names that people gave to things of theirs; never a number, name or text of a customer. */
export const notificationParamsSchema = z.record(
  z.string(),
  z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]),
);
export type NotificationParams = z.infer<typeof notificationParamsSchema>;

/** N-4: what people are told of. Open for clients: new codes may come. */
export const NOTIFICATION_CODES = [
  'session_lost',
  'session_needs_you',
  'session_data_loss',
  'session_restricted',
  'webhook_disabled',
  'webhook_failing',
  'campaign_completed',
  'campaign_stopped',
  'suggestion_ready',
  'export_ready',
  'new_device',
  'quota_near',
  'monitor_alert',
  'chat_assigned',
  /** Written by a person or a program through the API: params `{title, text}`. */
  'custom',
] as const;
export type NotificationCode = (typeof NOTIFICATION_CODES)[number];

export const NOTIFICATION_CHANNELS = ['inApp', 'desktop', 'sound', 'email'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

export const notificationSchema = z.object({
  id: idSchema('ntf'),
  type: notificationTypeSchema,
  code: z.string(),
  params: notificationParamsSchema,
  /** `code` and `params` in the language of the reader. */
  title: z.string(),
  body: z.string(),
  icon: z.string().nullable(),
  /** Path in the dashboard, without language. */
  link: z.string().nullable(),
  read: z.boolean(),
  /** How often it happened since it was first told, while it was unread. */
  count: z.int().min(1),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type NotificationView = z.infer<typeof notificationSchema>;

/** What a person wants of one code. `inApp: false`: no row is made at all. */
export const notificationChoiceSchema = z.strictObject({
  inApp: z.boolean(),
  desktop: z.boolean(),
  sound: z.boolean(),
  email: z.boolean(),
});
export type NotificationChoice = z.infer<typeof notificationChoiceSchema>;
