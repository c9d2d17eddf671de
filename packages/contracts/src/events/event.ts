import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';

/**
 * A fact that happened: the same body over WebSocket, webhook and pull.
 * `logId` and `seq` are the position in the workspace's log; ephemeral events have neither.
 */
export const eventSchema = z.object({
  id: idSchema('evt'),
  logId: idSchema('log').optional(),
  seq: z.int().min(1).optional(),
  type: z.string().regex(/^[a-z]+(\.[a-z_-]+)+$/),
  version: z.int().min(1),
  timestamp: timestampSchema,
  sessionId: idSchema('ses').optional(),
  data: z.record(z.string(), z.unknown()),
});
export type WaqtorEvent = z.infer<typeof eventSchema>;

/** Serialised body limit; longer texts are cut and carry a link (design §3). */
export const MAX_EVENT_BYTES = 32 * 1024;
