import * as z from 'zod';
import { idSchema, timestampSchema } from './ids.ts';

export const MESSAGE_TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'contact',
  'poll',
  'reaction',
  'interactive',
  'system',
  'unknown',
] as const;
export const messageTypeSchema = z.enum(MESSAGE_TYPES);
export type MessageType = z.infer<typeof messageTypeSchema>;

/** M-4. `received` is the one state of an inbound message. */
export const MESSAGE_STATUSES = [
  'queued',
  'pending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'expired',
  'unknown',
  'received',
] as const;
export const messageStatusSchema = z.enum(MESSAGE_STATUSES);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

export const contactSchema = z.object({
  id: idSchema('con'),
  /** E.164 digits without plus; null when only a `@lid` is known (a number is never parsed out of it, S-10). */
  phone: z.string().nullable(),
  lid: z.string().nullable(),
  name: z.string().nullable(),
});
export type Contact = z.infer<typeof contactSchema>;

export const mediaSchema = z.object({
  id: idSchema('med'),
  mimetype: z.string().max(200),
  filename: z.string().max(300).nullable(),
  sizeBytes: z.int().min(0).nullable(),
  state: z.enum(['pending', 'ready', 'failed']),
});
export type Media = z.infer<typeof mediaSchema>;

/** The message as every interface shows it (spec §0). `id` is ours; `waMessageId` is WhatsApp's serialised id. */
export const messageSchema = z.object({
  id: idSchema('msg'),
  waMessageId: z.string().nullable(),
  sessionId: idSchema('ses'),
  chatId: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  author: z.string().nullable(),
  contact: contactSchema,
  type: messageTypeSchema,
  body: z.string(),
  /** True in events whose body was cut to fit MAX_EVENT_BYTES; `GET /api/messages/:id` has all of it. */
  bodyTruncated: z.boolean().optional(),
  status: messageStatusSchema,
  /** Why it failed or expired; null otherwise. */
  failure: z.object({ code: z.string() }).nullable(),
  media: mediaSchema.nullable(),
  quotedMessageId: z.string().nullable(),
  interactive: z.object({ kind: z.string(), id: z.string(), title: z.string() }).nullable(),
  renderedAs: z.string().nullable(),
  timestamp: timestampSchema,
  backfilled: z.boolean(),
});
export type Message = z.infer<typeof messageSchema>;

/** One row of the workspace inbox (H-5 `inbox`, M-6 `GET /api/chats`). */
export const chatSchema = z.object({
  sessionId: idSchema('ses'),
  chatId: z.string(),
  /** Other ids of the same conversation (S-10): they read and send the same, and have no row of their own. */
  aliases: z.array(z.string()).max(20).optional(),
  name: z.string().nullable(),
  contact: contactSchema.nullable(),
  isGroup: z.boolean(),
  unreadCount: z.int().min(0),
  lastMessage: z
    .object({
      id: idSchema('msg'),
      direction: z.enum(['inbound', 'outbound']),
      type: messageTypeSchema,
      preview: z.string(),
      status: messageStatusSchema,
      timestamp: timestampSchema,
    })
    .nullable(),
  updatedAt: timestampSchema,
});
export type Chat = z.infer<typeof chatSchema>;

/** M-1: characters of one text (UTF-16 code units). */
export const MAX_TEXT_CHARS = 65_536;
/** M-2: bytes of media given as base64, after decoding. */
export const MAX_INLINE_MEDIA_BYTES = 8 * 1024 * 1024;
