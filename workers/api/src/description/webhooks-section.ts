import { EVENT_CATALOG, WEBHOOK_HEADERS } from '@waqtor/contracts';
import { EVENT_TYPES, webhookBodyOfType, webhookExampleOf } from './event-schemas.ts';
import type { JsonSchema, SchemaSet } from './json-schema.ts';

const header = (name: string, description: string, example: string, required = true): JsonSchema => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
  example,
});

/** W-2: the headers of every attempt, as components. */
export const WEBHOOK_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  WebhookId: header(
    WEBHOOK_HEADERS.id,
    'Id of the event; the same on every attempt.',
    'evt_11111111111111111111111111111111',
  ),
  WebhookTimestamp: header(WEBHOOK_HEADERS.timestamp, 'Seconds since 1970 of this attempt.', '1795253400'),
  WebhookSignature: header(
    WEBHOOK_HEADERS.standardSignature,
    'Standard Webhooks: `v1,<base64>` for each secret that holds, apart by spaces.',
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  ),
  WaqtorSignature: header(
    WEBHOOK_HEADERS.signature,
    '`sha256=` and the hex HMAC-SHA256 of the raw body under the whole secret.',
    'sha256=0b5f6e9a1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f',
  ),
  WaqtorEvent: header(WEBHOOK_HEADERS.event, 'The name subscribed by: the type, or its alias.', 'message_received'),
  WaqtorDelivery: header(WEBHOOK_HEADERS.delivery, 'One id per event and endpoint.', 'dlv_01HZX3V8K2M4N6P8Q0R2S4T6V8'),
  WaqtorAttempt: header(WEBHOOK_HEADERS.attempt, 'Counts from 1.', '1'),
};

const parameters = Object.keys(WEBHOOK_PARAMETERS).map((name) => ({ $ref: `#/components/parameters/${name}` }));

/** Components of the answers that a receiver may give. */
export const RECEIVER_RESPONSES: Readonly<Record<string, JsonSchema>> = {
  Received: { description: 'Any 2xx: the event is delivered. The body is kept for the log, not read.' },
  Gone: { description: 'The endpoint is disabled at once.' },
  Refused: { description: 'Any other answer: tried again by the endpoint’s schedule; `Retry-After` is honoured.' },
};
const response = (name: string) => ({ $ref: `#/components/responses/${name}` });

const operationIdOf = (type: string): string =>
  `on${type.replace(/(?:^|[._-])([a-z])/g, (_, first: string) => first.toUpperCase())}`;

/** Every event of the catalogue as a request to the subscriber (W-2). */
export const webhooksSection = (schemas: SchemaSet): Record<string, JsonSchema> =>
  Object.fromEntries(
    EVENT_TYPES.map((type) => {
      const { description, isEphemeral } = EVENT_CATALOG[type];
      const post = {
        operationId: operationIdOf(type),
        tags: ['Events'],
        summary: description.replace(/\.$/, ''),
        description: `${description} ${isEphemeral ? 'Not kept in the log.' : 'Kept in the log, numbered by `seq`.'} At least once: compare \`webhook-id\`.`,
        // No scheme of ours: the receiver verifies the signature.
        security: [],
        parameters,
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: webhookBodyOfType(schemas, type),
              examples: { example: { value: webhookExampleOf(type) } },
            },
          },
        },
        responses: { '2XX': response('Received'), '410': response('Gone'), default: response('Refused') },
      };
      return [type, { post }];
    }),
  );
