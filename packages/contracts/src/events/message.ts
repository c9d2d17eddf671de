import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { contactSchema, messageSchema, messageStatusSchema } from '../message.ts';

export const messageReceivedData = messageSchema;

/** message.sent, message.delivered, message.read (M-4). */
export const messageProgressData = z.object({
  messageId: idSchema('msg'),
  waMessageId: z.string().nullable(),
  chatId: z.string(),
  to: z.string(),
  status: messageStatusSchema,
  timestamp: timestampSchema,
});

/** message.failed: `status` is `failed`, `expired` or `unknown`; `code` is one of the error catalogue. */
export const messageFailedData = messageProgressData.extend({ code: z.string() });

/** message.accepted: the message exists and waits; dashboards show it at once on every device. */
export const messageAcceptedData = messageSchema;

export const messageEditedData = z.object({
  messageId: idSchema('msg'),
  chatId: z.string(),
  body: z.string(),
  bodyTruncated: z.boolean().optional(),
  timestamp: timestampSchema,
});

export const messageDeletedData = z.object({
  messageId: idSchema('msg'),
  chatId: z.string(),
  timestamp: timestampSchema,
});

export const messageReactionData = z.object({
  messageId: idSchema('msg'),
  chatId: z.string(),
  /** Empty when the reaction was taken back. */
  emoji: z.string().max(32),
  contact: contactSchema,
  timestamp: timestampSchema,
});
