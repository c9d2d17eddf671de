import { EVENT_CATALOG, aliasOf, eventSchema, webhookBodySchema } from '@waqtor/contracts';
import type { EventType, WebhookAlias } from '@waqtor/contracts';
import { EVENT_EXAMPLES } from '@waqtor/contracts/examples';
import * as z from 'zod';
import { standaloneSchema } from './json-schema.ts';
import type { JsonSchema, SchemaSet } from './json-schema.ts';

export const EVENT_TYPES = Object.keys(EVENT_CATALOG) as EventType[];

/** An event of one type: the envelope, its type and the shape of its data. */
export const eventOfType = (schemas: SchemaSet, type: EventType): JsonSchema => {
  const { data, version } = EVENT_CATALOG[type];
  return {
    allOf: [
      schemas.of(eventSchema, 'output'),
      {
        type: 'object',
        properties: { type: { const: type }, version: { const: version }, data: schemas.of(data, 'output') },
      },
    ],
  };
};

/** W-2: the same with `event` beside `type`. */
export const webhookBodyOfType = (schemas: SchemaSet, type: EventType): JsonSchema => {
  const { data } = EVENT_CATALOG[type];
  return {
    allOf: [
      schemas.of(webhookBodySchema, 'output'),
      { type: 'object', properties: { type: { const: type }, data: schemas.of(data, 'output') } },
    ],
  };
};

export const exampleOfEvent = (type: EventType): Record<string, unknown> => {
  const example = EVENT_EXAMPLES.get(type);
  if (!example) throw new Error(`No example of ${type}: add one to packages/contracts/fixtures/events.json.`);
  return example;
};

export const webhookExampleOf = (type: EventType): Record<string, unknown> => {
  const example = exampleOfEvent(type) as { type: string; data: Record<string, unknown> };
  const { id, ...rest } = example as typeof example & { id: string };
  return { id, event: aliasOf(example) ?? type, ...rest };
};

/** The old names by which an endpoint may subscribe to a type. */
const ALIASES: Readonly<Partial<Record<EventType, readonly WebhookAlias[]>>> = {
  'message.received': ['message_received'],
  'message.sent': ['message_sent'],
  'session.qr': ['session_qr'],
  'session.status': ['client_connected', 'client_disconnected'],
};
export const aliasesOf = (type: EventType): readonly string[] => ALIASES[type] ?? [];

/** JSON Schema 2020-12 of one event type, by itself. */
export const standaloneEventSchema = (type: EventType): JsonSchema => {
  const { data, version } = EVENT_CATALOG[type];
  return standaloneSchema(eventSchema.extend({ type: z.literal(type), version: z.literal(version), data }));
};

/** What a hub client may subscribe to in order to get this type (H-5). */
export const topicsOf = (type: EventType): string[] => {
  const family = type.split('.')[0] ?? '';
  // The last value per chat is for dashboards that ask for it; `all` would bring it to everybody.
  if (family === 'inbox') return ['inbox'];
  const narrowed: Readonly<Record<string, string[]>> = {
    session: ['session:<session id>'],
    message: ['chat:<chat id>'],
  };
  return ['all', family, ...(narrowed[family] ?? [])];
};
