import * as z from 'zod';
import { chatIdSchema, idSchema, timestampSchema } from '../ids.ts';
import { MAX_TEXT_CHARS } from '../message.ts';
import { contactsContent, locationContent, pollContent } from '../message-content.ts';

/** What a media command carries: never bytes, only where the host fetches them (`GET /host/media/:id`). */
export const outboundMediaSchema = z.object({
  id: idSchema('med'),
  mimetype: z.string().max(200),
  filename: z.string().max(300).nullable(),
  sizeBytes: z.int().min(0),
});

export const sendTextPayload = z.object({
  kind: z.literal('send_text'),
  chatId: chatIdSchema,
  text: z.string().min(1).max(MAX_TEXT_CHARS),
  /** WhatsApp's serialised id of the quoted message, or null. */
  quotedWaMessageId: z.string().nullable(),
  mentionedIds: z.array(chatIdSchema).max(256),
  linkPreview: z.boolean(),
  /** Marked as forwarded where it is shown. */
  isForwarded: z.boolean().optional(),
});

export const sendMediaPayload = z.object({
  kind: z.literal('send_media'),
  chatId: chatIdSchema,
  media: outboundMediaSchema,
  type: z.enum(['image', 'video', 'audio', 'voice', 'document']),
  caption: z.string().max(MAX_TEXT_CHARS),
  quotedWaMessageId: z.string().nullable(),
  isForwarded: z.boolean().optional(),
});

const sendContent = {
  chatId: chatIdSchema,
  quotedWaMessageId: z.string().nullable(),
  isForwarded: z.boolean().optional(),
};
export const sendLocationPayload = z.object({
  kind: z.literal('send_location'),
  ...sendContent,
  content: locationContent,
});
/** One contact card, or several in one message. */
export const sendContactPayload = z.object({
  kind: z.literal('send_contact'),
  ...sendContent,
  content: contactsContent,
});
export const sendPollPayload = z.object({ kind: z.literal('send_poll'), ...sendContent, content: pollContent });

/** Sends a reaction; WhatsApp gives it no id of ours, so it is repeated at will (idempotent by nature). */
export const reactPayload = z.object({
  kind: z.literal('react'),
  waMessageId: z.string(),
  emoji: z.string().max(32),
});

/** These name a message by WhatsApp's serialised id. Repeated at will: the same text, or gone, is the same state. */
export const editPayload = z.object({
  kind: z.literal('edit'),
  waMessageId: z.string(),
  text: z.string().min(1).max(MAX_TEXT_CHARS),
});
export const deletePayload = z.object({
  kind: z.literal('delete'),
  waMessageId: z.string(),
  for: z.enum(['everyone', 'me']),
});

/** `composing` and `recording` are shown for some 25 s unless they are told again or `paused`. */
export const typingPayload = z.object({
  kind: z.literal('typing'),
  chatId: chatIdSchema,
  state: z.enum(['composing', 'recording', 'paused']),
});
export const archivePayload = z.object({ kind: z.literal('archive'), chatId: chatIdSchema, isArchived: z.boolean() });
export const blockPayload = z.object({ kind: z.literal('block'), chatId: chatIdSchema, isBlocked: z.boolean() });

/** Outcome value: `{results: numberCheck[]}` in the order asked. Bare digits. */
export const checkNumbersPayload = z.object({
  kind: z.literal('check_numbers'),
  phones: z
    .array(z.string().regex(/^\d{5,20}$/))
    .min(1)
    .max(50),
});
/** Outcome value: null; what the host saw comes as a `group` fact before the outcome. */
export const groupInfoPayload = z.object({ kind: z.literal('group_info'), chatId: chatIdSchema });

export const markSeenPayload = z.object({ kind: z.literal('mark_seen'), chatId: chatIdSchema });

/** Looks for a message by our key id and reports what became of it; never sends. */
export const reconcilePayload = z.object({
  kind: z.literal('reconcile'),
  targetCommandId: idSchema('cmd'),
  keyId: z.string(),
  chatId: chatIdSchema,
});

export const pairingCodePayload = z.object({ kind: z.literal('pairing_code'), phone: z.string().regex(/^\d{6,15}$/) });
/** `restart` keeps the login; `logout` removes it; `start`/`stop` follow `desired`. */
export const lifecyclePayload = z.object({ kind: z.enum(['start', 'stop', 'restart', 'logout']) });

export const commandPayloadSchema = z.discriminatedUnion('kind', [
  sendTextPayload,
  sendMediaPayload,
  sendLocationPayload,
  sendContactPayload,
  sendPollPayload,
  reactPayload,
  editPayload,
  deletePayload,
  typingPayload,
  archivePayload,
  blockPayload,
  checkNumbersPayload,
  groupInfoPayload,
  markSeenPayload,
  reconcilePayload,
  pairingCodePayload,
  lifecyclePayload,
]);
export type CommandPayload = z.infer<typeof commandPayloadSchema>;
export type CommandKind = CommandPayload['kind'];

/** An order to a session. `id` makes it idempotent; it has exactly one outcome. */
export const commandSchema = z.object({
  id: idSchema('cmd'),
  /** Our WhatsApp key id for sends (`3EB0` + 18 upper hex), null for other kinds (design §3). */
  keyId: z
    .string()
    .regex(/^3EB0[0-9A-F]{18}$/)
    .nullable(),
  payload: commandPayloadSchema,
  requestId: z.string().max(64).nullable(),
  /** Not to be dispatched to the page after this time. */
  notAfter: timestampSchema.nullable(),
});
export type Command = z.infer<typeof commandSchema>;

/** Kinds that put a message on the network: they carry a key id, an intent, and are never repeated blindly. */
export const SEND_KINDS = ['send_text', 'send_media', 'send_location', 'send_contact', 'send_poll'] as const;
export type SendKind = (typeof SEND_KINDS)[number];
export type SendPayload = Extract<CommandPayload, { kind: SendKind }>;
export const isSendKind = (kind: CommandKind): kind is SendKind => (SEND_KINDS as readonly string[]).includes(kind);
export const isSendPayload = (payload: CommandPayload): payload is SendPayload => isSendKind(payload.kind);

/**
 * The one outcome of a command.
 * `sent` WhatsApp took it (ack ≥ 1) · `handed_over` it is in the page's durable store, ack 0 · `done` (non-sends)
 * · `failed` refused, nothing left · `unknown` handed to WhatsApp, then no answer.
 */
export const outcomeSchema = z.object({
  commandId: idSchema('cmd'),
  result: z.enum(['sent', 'handed_over', 'done', 'failed', 'unknown']),
  /** Error code for `failed` and `unknown`. */
  code: z.string().nullable(),
  waMessageId: z.string().nullable(),
  /** `{code, expiresAt}` of pairing_code; null otherwise. */
  value: z.record(z.string(), z.unknown()).nullable(),
});
export type Outcome = z.infer<typeof outcomeSchema>;
