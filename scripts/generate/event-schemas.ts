import * as z from 'zod';
import { EVENT_CATALOG, eventSchema } from '@waqtor/contracts';

/** JSON Schema 2020-12 of the event envelope and of the data of each type. */
export const eventSchemas = (): string => {
  const definitions = Object.entries(EVENT_CATALOG).map(
    ([type, definition]) =>
      [type, { description: definition.description, ...z.toJSONSchema(definition.data) }] as const,
  );
  return `${JSON.stringify({ event: z.toJSONSchema(eventSchema), data: Object.fromEntries(definitions) }, null, 2)}\n`;
};
