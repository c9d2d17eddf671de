import * as z from 'zod';

/**
 * What made an outbound message: `phone` is the phone itself or another device linked to it, `dashboard` a member who
 * is signed in, `api` an API key. New ones may come: clients show what they do not know as ours, without a sender.
 */
export const MESSAGE_ORIGINS = ['phone', 'dashboard', 'api', 'campaign', 'bot'] as const;
export const messageOriginKindSchema = z.enum(MESSAGE_ORIGINS);
export type MessageOriginKind = z.infer<typeof messageOriginKindSchema>;

/**
 * Who sent an outbound message. Ids alone: a name would stay in events, webhooks and rooms after its person is gone.
 * Whoever may read `GET /api/members` or `GET /api/keys` finds it there.
 */
export const messageOriginSchema = z.object({
  kind: messageOriginKindSchema,
  /** The member (`userId`), `key_…`, `cmp_…` or `rul_…`; null for the phone, and where nobody in particular is meant. */
  id: z.string().max(64).nullable(),
});
export type MessageOrigin = z.infer<typeof messageOriginSchema>;

/** What can be told to a room that sends; the phone does so without being asked. */
export type SendOrigin = MessageOrigin & { kind: Exclude<MessageOriginKind, 'phone'> };
