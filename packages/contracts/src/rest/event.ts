import * as z from 'zod';
import { eventSchema } from '../events/event.ts';

export const listEventsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Comma-separated event types or families. */
  types: z.string().max(1000).optional(),
});
export const listEventsResponse = z.object({
  data: z.array(eventSchema),
  lastSeq: z.int(),
  gap: z.object({ from: z.int(), to: z.int() }).nullable(),
});
