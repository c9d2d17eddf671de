import * as z from 'zod';
import { EVENT_CATALOG, type EventType } from './catalog.ts';
import { eventSchema } from './event.ts';

/** JSON Schema 2020-12, as far as readers of it here look. */
export interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

const convert = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { unrepresentable: 'any' }) as unknown as JsonSchema;

/** The envelope of every event, without what `data` holds. */
export const eventEnvelopeJsonSchema = (): JsonSchema => convert(eventSchema);

/** `data` of one type. Costs a millisecond or so: keep what it gives. */
export const eventDataJsonSchema = (type: EventType): JsonSchema => convert(EVENT_CATALOG[type].data);
