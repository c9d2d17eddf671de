import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { chatNoteSchema, DEFAULT_HANDOVER_MINUTES } from '../message.ts';
import { pageQuerySchema } from '../page.ts';

/** M-6 `GET /api/chats`: the inbox of the workspace, latest first. */
export const listChatsQuery = pageQuerySchema.extend({
  sessionId: idSchema('ses').optional(),
  /** `mine` needs a person; `archived` shows these alone, the others leave them out. */
  filter: z.enum(['all', 'unread', 'mine', 'unassigned', 'archived', 'groups']).default('all'),
  /** Part of a name or number; Arabic letters and digits are folded. */
  q: z.string().trim().min(1).max(200).optional(),
});

/** Bodies of `POST /api/chats/:id/…`; `sessionId` defaults to the default session. */
const ofSession = { sessionId: idSchema('ses').optional() };
export const markSeenRequest = z.strictObject({ ...ofSession });
export const typingRequest = z.strictObject({
  ...ofSession,
  state: z.enum(['composing', 'recording', 'paused']).default('composing'),
});
export const archiveRequest = z.strictObject({ ...ofSession, archived: z.boolean().default(true) });
export const blockRequest = z.strictObject({ ...ofSession, blocked: z.boolean().default(true) });
export const resolveRequest = z.strictObject({ ...ofSession, resolved: z.boolean().default(true) });
/** A person takes over for so long; 0 gives the chat back to the bot. */
export const handoverRequest = z.strictObject({
  ...ofSession,
  minutes: z
    .int()
    .min(0)
    .max(7 * 24 * 60)
    .default(DEFAULT_HANDOVER_MINUTES),
});
/** Id of a member, or null: nobody. */
export const assignRequest = z.strictObject({ ...ofSession, userId: z.string().max(100).nullable() });
export const addNoteRequest = z.strictObject({ ...ofSession, text: chatNoteSchema.shape.text });
export const chatNoteListSchema = z.object({ data: z.array(chatNoteSchema) });

export const listContactsQuery = pageQuerySchema.extend({
  sessionId: idSchema('ses').optional(),
  q: z.string().trim().min(1).max(200).optional(),
});
export const listGroupsQuery = pageQuerySchema.extend({ sessionId: idSchema('ses').optional() });

/** M-2: an upload as it was stored; `type` was sniffed, not believed. */
export const uploadSchema = z.object({
  id: idSchema('med'),
  mimetype: z.string(),
  filename: z.string().nullable(),
  sizeBytes: z.int().min(0),
  /** Deleted then, unless a message names it. */
  expiresAt: timestampSchema,
});
/** Works without a key until it expires. */
export const mediaLinkSchema = z.object({ url: z.url(), expiresAt: timestampSchema });

/** M-3: saved texts of a workspace, for people and programs. */
export const templateSchema = z.object({
  id: idSchema('tpl'),
  name: z.string(),
  /** What is typed after `/`. */
  shortcut: z.string(),
  /** `{{name}}` and `{{name|default}}` are filled in where it is used. */
  body: z.string(),
  language: z.enum(['ar', 'en']).nullable(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type Template = z.infer<typeof templateSchema>;
export const createTemplateRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  shortcut: z
    .string()
    .trim()
    .min(1)
    .max(32)
    // No `pattern` in the API description: validators that do not know \p{L} would refuse everything.
    .refine((text) => /^[\p{L}\p{N}_-]+$/u.test(text), 'may hold letters, digits, - and _'),
  body: z.string().min(1).max(4096),
  language: z.enum(['ar', 'en']).nullish(),
});
export const updateTemplateRequest = createTemplateRequest.partial();
export const templateListSchema = z.object({ data: z.array(templateSchema) });
/** Templates of one workspace. */
export const MAX_TEMPLATES = 500;
