import { MESSAGE_TYPES } from '@waqtor/contracts';
import * as z from 'zod';
import { PERSONAS } from './network/personas.ts';
import { Refused } from './network/refused.ts';

export const phoneSchema = z.string().regex(/^\d{5,20}$/, 'must be bare digits, with the country code');

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
  to: phoneSchema,
  type: z.enum(MESSAGE_TYPES).default('text'),
  body: z.string().max(70_000).default(''),
  media: z
    .object({ mimetype: z.string().max(200), base64: z.base64(), filename: z.string().max(300).nullable().optional() })
    .nullable()
    .optional(),
  /** Id of the message that this one answers. */
  quoted: z.string().max(128).nullable().optional(),
});

export const ackRequest = z.object({ ack: z.int().min(1).max(4) });
export const readRequest = z.object({ from: phoneSchema });
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
