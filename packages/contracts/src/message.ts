import * as z from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { messageContentSchema } from './message-content.ts';
import { messageOriginSchema } from './message-origin.ts';

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
  /** Error code of `failed`; null otherwise. */
  failure: z.string().nullish(),
});
export type Media = z.infer<typeof mediaSchema>;

/** The message as every interface shows it (spec §0). `id` is ours; `waMessageId` is WhatsApp's serialised id. */
export const messageSchema = z.object({
  id: idSchema('msg'),
  waMessageId: z.string().nullable(),
  sessionId: idSchema('ses'),
  chatId: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  /** Null for inbound, and for our own of before it was kept. */
  origin: messageOriginSchema.nullish(),
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
  /**
   * The answer that this message is: an option of a poll, of buttons or of a list. `id` is the sender's own id of the
   * option (of a plain poll its place, from "1"); `messageId` is the question. A poll that takes several has all of
   * them in `selected`; one that was taken back has none, and an empty id.
   */
  interactive: z
    .object({
      kind: z.string(),
      id: z.string(),
      title: z.string(),
      messageId: idSchema('msg').nullish(),
      selected: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
    })
    .nullable(),
  /** M-3: `poll` or `menu` for buttons and lists; null for everything else. */
  renderedAs: z.string().nullable(),
  /** Location, shared contacts, poll, buttons or list. */
  content: messageContentSchema.nullish(),
  /** Newest reaction of each person; `contactId` is null for our own. */
  reactions: z.array(z.object({ emoji: z.string(), contactId: idSchema('con').nullable() })).optional(),
  isForwarded: z.boolean().optional(),
  /** Send later: it is `queued` until then. */
  scheduledAt: timestampSchema.nullish(),
  /** While it is `queued`: when it expires if nothing could take it. */
  expiresAt: timestampSchema.nullish(),
  editedAt: timestampSchema.nullish(),
  deletedAt: timestampSchema.nullish(),
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
  isArchived: z.boolean().optional(),
  isBlocked: z.boolean().optional(),
  /** Somebody said that nothing is left to do; the next message from the other side takes it back. */
  isResolved: z.boolean().optional(),
  /** Member who looks after it. */
  assignedTo: z.string().nullish(),
  /** A person has taken over: the bot is silent here until then (M-3 handover). */
  handoverUntil: timestampSchema.nullish(),
  /** Last time that the other side wrote; within 24 h of it our sends are replies (C-4 lanes). */
  lastInboundAt: timestampSchema.nullish(),
  unreadCount: z.int().min(0),
  lastMessage: z
    .object({
      id: idSchema('msg'),
      direction: z.enum(['inbound', 'outbound']),
      type: messageTypeSchema,
      preview: z.string(),
      status: messageStatusSchema,
      origin: messageOriginSchema.nullish(),
      timestamp: timestampSchema,
    })
    .nullable(),
  updatedAt: timestampSchema,
});
export type Chat = z.infer<typeof chatSchema>;

/** M-1: characters of one text (UTF-16 code units). */
export const MAX_TEXT_CHARS = 65_536;
/** One private remark of a member about a chat; never sent to anybody. */
export const chatNoteSchema = z.object({
  id: idSchema('not'),
  text: z.string().min(1).max(4000),
  /** Member who wrote it; null for an API key. */
  author: z.object({ id: z.string(), name: z.string() }).nullable(),
  createdAt: timestampSchema,
});
export type ChatNote = z.infer<typeof chatNoteSchema>;

/** M-6: somebody as one session knows them. */
export const contactDetailSchema = contactSchema.extend({
  sessionId: idSchema('ses'),
  chatId: z.string(),
  isBlocked: z.boolean(),
  firstSeenAt: timestampSchema.nullable(),
  lastMessageAt: timestampSchema.nullable(),
  messageCount: z.int().min(0),
});
export type ContactDetail = z.infer<typeof contactDetailSchema>;

export const groupParticipantSchema = z.object({
  contact: contactSchema,
  isAdmin: z.boolean(),
  isMe: z.boolean(),
});
export const groupSchema = z.object({
  sessionId: idSchema('ses'),
  chatId: z.string(),
  subject: z.string(),
  description: z.string().nullable(),
  participants: z.array(groupParticipantSchema).max(2000),
  /** Only administrators may write. */
  isAnnouncement: z.boolean(),
  /** False: we left or were removed. */
  isMember: z.boolean(),
  /** When the host told it last. */
  updatedAt: timestampSchema,
});
export type Group = z.infer<typeof groupSchema>;

/** M-2: bytes of media given as base64, after decoding. */
export const MAX_INLINE_MEDIA_BYTES = 8 * 1024 * 1024;
/** M-2: bytes of one streamed upload, and of a file fetched from an address. */
export const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
/** An upload that no message names is deleted after this time. */
export const UPLOAD_TTL_MS = 24 * 60 * 60_000;
/** Longest that a message may be scheduled ahead. */
export const MAX_SEND_AHEAD_MS = 365 * 24 * 60 * 60_000;
/** B-5: how long a handover silences the bot unless it is said otherwise. */
export const DEFAULT_HANDOVER_MINUTES = 30;
