import * as z from 'zod';
import { timestampSchema } from '../ids.ts';

/** One counted thing; `limit` null: it is counted, not limited. */
const meterSchema = z.object({
  id: z.enum(['requests_today', 'messages_sent_today', 'sessions', 'members', 'api_keys', 'webhooks']),
  used: z.int(),
  limit: z.int().nullable(),
  /** When `used` starts at 0 again; null: never. */
  resetsAt: timestampSchema.nullable(),
});

/** A limit on the pace of requests, as in the `RateLimit-Policy` header. */
const policySchema = z.object({
  name: z.enum(['address', 'key', 'workspace']),
  limit: z.int(),
  windowSeconds: z.int(),
});

/** `GET /api/usage`. */
export const usageSchema = z.object({ data: z.array(meterSchema), policies: z.array(policySchema) });
export type Usage = z.infer<typeof usageSchema>;
