import * as z from 'zod';
import { chatIdSchema, idSchema, timestampSchema } from '../ids.ts';
import { MAX_TEXT_CHARS } from '../message.ts';

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
});

export const sendMediaPayload = z.object({
  kind: z.literal('send_media'),
  chatId: chatIdSchema,
  media: outboundMediaSchema,
  type: z.enum(['image', 'video', 'audio', 'voice', 'document']),
  caption: z.string().max(MAX_TEXT_CHARS),
  quotedWaMessageId: z.string().nullable(),
});

/** Sends a reaction; WhatsApp gives it no id of ours, so it is repeated at will (idempotent by nature). */
export const reactPayload = z.object({
  kind: z.literal('react'),
  waMessageId: z.string(),
  emoji: z.string().max(32),
});

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
  reactPayload,
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
export const isSendKind = (kind: CommandKind): kind is 'send_text' | 'send_media' =>
  kind === 'send_text' || kind === 'send_media';

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
