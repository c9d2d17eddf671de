import { EVENT_CATALOG } from '@waqtor/contracts';
import type { EventType, eventTypeDetailSchema, eventTypeSchema } from '@waqtor/contracts';
import type * as z from 'zod';
import { aliasesOf, exampleOfEvent, standaloneEventSchema, topicsOf } from './event-schemas.ts';

/** A row of the catalogue as the API shows it. */
export const eventTypeOf = (name: EventType): z.infer<typeof eventTypeSchema> => {
  const { description, version, isEphemeral } = EVENT_CATALOG[name];
  return { name, description, version, isEphemeral, aliases: [...aliasesOf(name)], topics: topicsOf(name) };
};

export const eventTypeDetailOf = (name: EventType): z.infer<typeof eventTypeDetailSchema> => ({
  ...eventTypeOf(name),
  schema: standaloneEventSchema(name),
  example: exampleOfEvent(name),
});
