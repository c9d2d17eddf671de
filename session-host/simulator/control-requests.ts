import { MESSAGE_TYPES, contactsContent, locationContent, pollContent } from '@waqtor/contracts';
import * as z from 'zod';
import { PERSONAS } from './network/personas.ts';
import { Refused } from './network/refused.ts';

export const phoneSchema = z.string().regex(/^\d{5,20}$/, 'must be bare digits, with the country code');

/** A phone, or the id of a group. */
const peerSchema = z.union([phoneSchema, z.string().regex(/^\d{5,30}@g\.us$/)], {
  error: 'must be bare digits, or the id of a group',
});

export const accountRequest = z.object({
  phone: phoneSchema,
  name: z.string().min(1).max(200).optional(),
  persona: z.enum(PERSONAS).nullable().optional(),
  /** True: others see the lid alone. False later: their linked devices are told the number. */
  phoneHidden: z.boolean().optional(),
});

export const scanRequest = z.union([
  z.object({ qr: z.string().min(1).max(2000) }),
  z.object({ pairingCode: z.string().min(1).max(20) }),
]);

export const messageRequest = z.object({
  from: phoneSchema,
  to: peerSchema,
  type: z.enum(MESSAGE_TYPES).default('text'),
  body: z.string().max(70_000).default(''),
  media: z
    .object({ mimetype: z.string().max(200), base64: z.base64(), filename: z.string().max(300).nullable().optional() })
    .nullable()
    .optional(),
  /** Id of the message that this one answers. */
  quoted: z.string().max(128).nullable().optional(),
  /** Says the type, too. */
  content: z.discriminatedUnion('kind', [locationContent, contactsContent, pollContent]).nullable().optional(),
  forwarded: z.boolean().default(false),
  /** When it was written; now, if it is left out. */
  at: z.iso.datetime().optional(),
});

/** Places from 0, or the options themselves; none takes the vote back. */
export const voteRequest = z.object({
  phone: phoneSchema,
  options: z.array(z.union([z.int().min(0), z.string()])).max(12),
});
export const typingRequest = z.object({
  from: phoneSchema,
  to: peerSchema,
  state: z.enum(['composing', 'recording', 'paused']),
});
export const archiveRequest = z.object({ peer: peerSchema, archived: z.boolean() });
export const blockRequest = z.object({ peer: phoneSchema, blocked: z.boolean() });

/** `by` makes the group and is its administrator; else the first of `participants` is. */
export const groupRequest = z.object({
  subject: z.string().min(1).max(300),
  participants: z.array(phoneSchema).max(1023),
  by: phoneSchema.optional(),
  announcement: z.boolean().default(false),
});
export const groupSettings = z.object({
  by: phoneSchema.optional(),
  subject: z.string().min(1).max(300).optional(),
  description: z.string().max(4000).optional(),
});
export const membersRequest = z.object({ phones: z.array(phoneSchema).min(1).max(1023), by: phoneSchema.optional() });

export const ackRequest = z.object({ ack: z.int().min(1).max(4) });
export const readRequest = z.object({ from: peerSchema });
export const reactRequest = z.object({ from: phoneSchema, emoji: z.string().max(32) });
export const editRequest = z.object({ body: z.string().min(1).max(70_000) });

/** The body in its shape, or one sentence that says what is wrong with it. */
export const parseRequest = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? issue.path.join('.') : 'body';
  throw new Refused(400, `The field ${where} is not valid: ${issue?.message ?? 'unknown reason'}.`);
};
