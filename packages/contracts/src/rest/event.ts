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

/** One row of the event catalogue (`GET /api/events/types`). */
export const eventTypeSchema = z.object({
  name: z.string(),
  description: z.string(),
  version: z.int(),
  /** True: no `seq`, not kept in the log. */
  isEphemeral: z.boolean(),
  /** Older names by which a webhook endpoint may subscribe to it (W-1). */
  aliases: z.array(z.string()),
  /** Topics of the hub that bring it (H-5). */
  topics: z.array(z.string()),
});
export const eventTypeListSchema = z.object({ data: z.array(eventTypeSchema) });
/** `schema` is JSON Schema 2020-12 of the whole event, envelope and data. */
export const eventTypeDetailSchema = eventTypeSchema.extend({
  schema: z.record(z.string(), z.unknown()),
  example: z.record(z.string(), z.unknown()),
});
