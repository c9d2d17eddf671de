import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { MAX_TEXT_CHARS, messageStatusSchema } from '../message.ts';
import { pageQuerySchema } from '../page.ts';

/** A chat id or a phone number with country code (`+966 50 000 0000`, `966500000000`); normalised by core/phone. */
export const recipientSchema = z.string().min(5).max(64);

export const sendOptionsSchema = z
  .strictObject({
    quotedMessageId: z.string().max(300).optional(),
    mentionedIds: z.array(z.string().max(100)).max(256).optional(),
    linkPreview: z.boolean().optional(),
  })
  .optional();

export const sendTextRequest = z.strictObject({
  sessionId: idSchema('ses').optional(),
  chatId: recipientSchema,
  text: z.string().min(1).max(MAX_TEXT_CHARS),
  options: sendOptionsSchema,
});

export const sendMediaRequest = z.strictObject({
  sessionId: idSchema('ses').optional(),
  chatId: recipientSchema,
  media: z.strictObject({ base64: z.string().min(4), mimetype: z.string().max(200).optional() }),
  type: z.enum(['image', 'video', 'audio', 'voice', 'document']),
  caption: z.string().max(MAX_TEXT_CHARS).optional(),
  filename: z.string().min(1).max(300).optional(),
  options: sendOptionsSchema,
});

/** M-1: 200 when the outcome came in time, 202 while it waits. */
export const sendResponse = z.object({
  messageId: idSchema('msg'),
  waMessageId: z.string().nullable(),
  status: messageStatusSchema,
  timestamp: timestampSchema,
});
export type SendResponse = z.infer<typeof sendResponse>;

export const listMessagesQuery = pageQuerySchema.extend({
  sessionId: idSchema('ses').optional(),
  chatId: z.string().max(100).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  status: messageStatusSchema.optional(),
  since: timestampSchema.optional(),
});
