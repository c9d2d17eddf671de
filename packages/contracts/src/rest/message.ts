import * as z from 'zod';
import { CONTENT_LIMITS } from '../content-limits.ts';
import { idSchema, timestampSchema } from '../ids.ts';
import { MAX_TEXT_CHARS, messageSchema, messageStatusSchema } from '../message.ts';
import {
  buttonsContent,
  buttonSchema,
  contactsContent,
  listContent,
  listRowSchema,
  locationContent,
  pollContent,
  renderingSchema,
} from '../message-content.ts';
import { messageOriginKindSchema } from '../message-origin.ts';
import { pageQuerySchema } from '../page.ts';

/** A chat id or a phone number with country code (`+966 50 000 0000`, `966500000000`); normalised by core/phone. */
export const recipientSchema = z.string().min(5).max(64);

export const sendOptionsSchema = z
  .strictObject({
    quotedMessageId: z.string().max(300).optional(),
    mentionedIds: z.array(z.string().max(100)).max(256).optional(),
    linkPreview: z.boolean().optional(),
    /** Not before this time, at most a year ahead; until then the message is `queued` and can be cancelled. */
    sendAt: timestampSchema.optional(),
  })
  .optional();

export const sendTextRequest = z.strictObject({
  sessionId: idSchema('ses').optional(),
  chatId: recipientSchema,
  text: z.string().min(1).max(MAX_TEXT_CHARS),
  options: sendOptionsSchema,
});

/** Bytes in the request (≤ 8 MB decoded), an address that we fetch (W-9), or an upload or a medium of a message. */
export const mediaSourceSchema = z.union([
  z.strictObject({ base64: z.string().min(4), mimetype: z.string().max(200).optional() }),
  z.strictObject({ url: z.url().max(2048) }),
  z.strictObject({ id: idSchema('med') }),
]);

export const sendMediaRequest = z.strictObject({
  sessionId: idSchema('ses').optional(),
  chatId: recipientSchema,
  media: mediaSourceSchema,
  type: z.enum(['image', 'video', 'audio', 'voice', 'document']),
  caption: z.string().max(MAX_TEXT_CHARS).optional(),
  filename: z.string().min(1).max(300).optional(),
  options: sendOptionsSchema,
});

const to = { sessionId: idSchema('ses').optional(), chatId: recipientSchema, options: sendOptionsSchema };

export const sendLocationRequest = z.strictObject({
  ...to,
  /** Degrees. */
  latitude: locationContent.shape.latitude,
  longitude: locationContent.shape.longitude,
  name: z.string().max(300).optional(),
  address: z.string().max(500).optional(),
});
export const sendContactRequest = z.strictObject({ ...to, contacts: contactsContent.shape.contacts });
export const sendPollRequest = z.strictObject({
  ...to,
  poll: z.strictObject({
    question: pollContent.shape.question,
    options: pollContent.shape.options,
    allowMultiple: z.boolean().default(false),
  }),
});

/** How buttons and lists go out; left out, a poll where the titles fit one and differ, else a numbered menu. */
const renderAs = renderingSchema.optional();
export const sendButtonRequest = z.strictObject({
  ...to,
  text: buttonsContent.shape.text.min(1),
  footer: z.string().max(60).optional(),
  /** Without `id` the place of the button is its id, from "1". */
  buttons: z
    .array(z.strictObject({ id: buttonSchema.shape.id.optional(), title: buttonSchema.shape.title }))
    .min(1)
    .max(CONTENT_LIMITS.buttons),
  renderAs,
});
export const sendListRequest = z.strictObject({
  ...to,
  text: listContent.shape.text.min(1),
  footer: z.string().max(60).optional(),
  buttonText: listContent.shape.buttonText,
  sections: z
    .array(
      z.strictObject({
        title: z.string().max(CONTENT_LIMITS.rowTitleChars).optional(),
        rows: z
          .array(
            z.strictObject({
              id: listRowSchema.shape.id.optional(),
              title: listRowSchema.shape.title,
              description: z.string().max(CONTENT_LIMITS.rowDescriptionChars).optional(),
            }),
          )
          .min(1),
      }),
    )
    .min(1)
    .max(CONTENT_LIMITS.listRows)
    .refine(
      (sections) => sections.reduce((rows, section) => rows + section.rows.length, 0) <= CONTENT_LIMITS.listRows,
      `may hold ${CONTENT_LIMITS.listRows} rows in all`,
    ),
  renderAs,
});
/** Dry run of buttons or a list: what the recipient will see. Nothing is sent. */
export const previewInteractiveRequest = z.union([
  sendButtonRequest.omit({ chatId: true, options: true, sessionId: true }),
  sendListRequest.omit({ chatId: true, options: true, sessionId: true }),
]);
export const previewInteractiveResponse = z.object({
  renderedAs: renderingSchema,
  /** Text of the message: the menu, or what goes before the poll (empty: the poll says it all). */
  body: z.string(),
  poll: pollContent.nullable(),
  /** Title that the recipient sees and the id that comes back. */
  options: z.array(z.object({ id: z.string(), title: z.string() })),
});

export const replyRequest = z.strictObject({
  text: z.string().min(1).max(MAX_TEXT_CHARS),
  mentionedIds: z.array(z.string().max(100)).max(256).optional(),
  linkPreview: z.boolean().optional(),
});
export const forwardRequest = z.strictObject({ chatId: recipientSchema });
/** With the sign that asks for colour, or without it, as some keyboards write ❤. */
const isEmoji = (text: string): boolean => [text, `${text}\ufe0f`].some((form) => /^\p{RGI_Emoji}$/v.test(form));
/** Empty: the reaction is taken back. */
export const reactRequest = z.strictObject({
  emoji: z
    .string()
    .max(32)
    .refine((text) => text === '' || isEmoji(text), 'must be one emoji'),
});
export const editRequest = z.strictObject({ text: z.string().min(1).max(MAX_TEXT_CHARS) });
/** What react, edit, delete and cancel answer: the message as it now is. */
export const messageActionResponse = messageSchema;

/** M-1: 200 when the outcome came in time, 202 while it waits. */
export const sendResponse = z.object({
  messageId: idSchema('msg'),
  waMessageId: z.string().nullable(),
  status: messageStatusSchema,
  timestamp: timestampSchema,
  /** M-3: of buttons and lists. */
  renderedAs: renderingSchema.optional(),
});
export type SendResponse = z.infer<typeof sendResponse>;

export const listMessagesQuery = pageQuerySchema.extend({
  sessionId: idSchema('ses').optional(),
  chatId: z.string().max(100).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  status: messageStatusSchema.optional(),
  /** Outbound messages that were made by this alone. */
  origin: messageOriginKindSchema.optional(),
  since: timestampSchema.optional(),
  /** Words that are all in the text, in any order; Arabic letters, marks and digits are folded. */
  q: z.string().trim().min(1).max(200).optional(),
});

export const checkNumbersRequest = z.strictObject({
  sessionId: idSchema('ses').optional(),
  phones: z.array(z.string().min(3).max(32)).min(1).max(50),
});
export const numberCheckSchema = z.object({
  /** As it was given. */
  input: z.string(),
  /** E.164 digits; null when it is no phone number. */
  phone: z.string().nullable(),
  result: z.enum(['on_whatsapp', 'not_on_whatsapp', 'invalid']),
  chatId: z.string().nullable(),
});
export const checkNumbersResponse = z.object({ data: z.array(numberCheckSchema) });
export type NumberCheck = z.infer<typeof numberCheckSchema>;
