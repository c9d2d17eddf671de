import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { GROUP_ACTIONS } from '../host-link/fact.ts';
import { contactSchema, mediaSchema, messageSchema, messageStatusSchema } from '../message.ts';
import { messageOriginSchema } from '../message-origin.ts';

export const messageReceivedData = messageSchema;

/** message.sent, message.delivered, message.read (M-4). */
export const messageProgressData = z.object({
  messageId: idSchema('msg'),
  waMessageId: z.string().nullable(),
  chatId: z.string(),
  to: z.string(),
  status: messageStatusSchema,
  /** As in the message; null for those of before it was kept. */
  origin: messageOriginSchema.nullish(),
  timestamp: timestampSchema,
});

/** message.failed: `status` is `failed`, `expired` or `unknown`; `code` is one of the error catalogue. */
export const messageFailedData = messageProgressData.extend({ code: z.string() });

/** message.accepted: the message exists and waits; dashboards show it at once on every device. */
export const messageAcceptedData = messageSchema;

/** S-8: true where it happened while nobody listened and was found later; absent otherwise. */
const backfilled = z.boolean().optional();

export const messageEditedData = z.object({
  messageId: idSchema('msg'),
  chatId: z.string(),
  body: z.string(),
  bodyTruncated: z.boolean().optional(),
  timestamp: timestampSchema,
  backfilled,
});

export const messageDeletedData = z.object({
  messageId: idSchema('msg'),
  chatId: z.string(),
  /** `me`: gone on our side alone, the others still have it. */
  for: z.enum(['everyone', 'me']).optional(),
  /** When it was deleted; of a deletion that was found later, when it was found. */
  timestamp: timestampSchema,
  backfilled,
});

export const messageReactionData = z.object({
  messageId: idSchema('msg'),
  chatId: z.string(),
  /** Empty when the reaction was taken back. */
  emoji: z.string().max(32),
  contact: contactSchema,
  timestamp: timestampSchema,
  backfilled,
});

/** message.media: the bytes of an inbound medium are here (`ready`), or will never be (`failed`, with its reason). */
export const messageMediaData = z.object({ messageId: idSchema('msg'), chatId: z.string(), media: mediaSchema });

/** message.group: members, subject or description of a group changed. */
export const messageGroupData = z.object({
  chatId: z.string(),
  action: z.enum(GROUP_ACTIONS),
  participants: z.array(contactSchema).max(300),
  by: contactSchema.nullable(),
  text: z.string().nullable(),
  timestamp: timestampSchema,
  backfilled,
});

/** message.typing: the other side is writing or recording, or stopped. */
export const messageTypingData = z.object({
  chatId: z.string(),
  state: z.enum(['composing', 'recording', 'paused']),
  contact: contactSchema,
});
