import { EVENT_CATALOG, HUB_SUBPROTOCOL, clientFrameSchema, serverFrameSchema } from '@waqtor/contracts';
import { FRAME_EXAMPLES } from '@waqtor/contracts/examples';
import type * as z from 'zod';
import { VERSION } from '../version.ts';
import { EVENT_TYPES, eventOfType, exampleOfEvent } from './event-schemas.ts';
import { SchemaSet } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

const WORDS: Readonly<Record<string, string>> = {
  subscribe: 'Follow topics; with `since` and `logId` what was missed comes first.',
  unsubscribe: 'Follow these topics no longer.',
  ping: 'Exactly `{"type":"ping"}`, every 30 seconds; silent for 75 seconds the connection is closed.',
  get_state: 'Ask for a `state` frame.',
  resume: 'Send what followed this position of this log.',
  ack: 'Everything up to this position is safe with the client; it gives credit for more.',
  welcome: 'The connection stands; the log and its present end.',
  state: 'All sessions of the workspace and the number of unread notifications.',
  subscribed: 'All topics that are followed now.',
  pong: 'The answer to `ping`.',
  events: 'Events of the followed topics; positions after `prev` up to `upTo` are covered.',
  gap: 'These positions are gone; delivery goes on behind them.',
  error: 'A frame was refused; the connection stays.',
  rate_limit_warning: 'Too many frames: this one was dropped.',
  going_away: 'The hub closes soon: connect anew after a moment.',
};

const nameOf = (side: string, type: string): string =>
  `${side}${type.replace(/(?:^|[._-])([a-z])/g, (_, first: string) => first.toUpperCase())}`;

const typeOf = (frame: z.ZodType): string =>
  [...(frame as unknown as { shape: { type: { values: Set<string> } } }).shape.type.values][0] ?? '';

const frames = (schemas: SchemaSet, side: 'client' | 'server'): Record<string, JsonSchema> => {
  const union = side === 'client' ? clientFrameSchema : serverFrameSchema;
  return Object.fromEntries(
    (union.options as readonly z.ZodType[]).map((frame) => {
      const type = typeOf(frame);
      const example = FRAME_EXAMPLES[side].find((candidate) => candidate.type === type);
      const message = {
        name: type,
        title: type,
        summary: WORDS[type] ?? type,
        contentType: 'application/json',
        payload: schemas.of(frame, side === 'client' ? 'input' : 'output'),
        ...(example === undefined ? {} : { examples: [{ name: type, payload: example }] }),
      };
      return [nameOf(side, type), message];
    }),
  );
};

const events = (schemas: SchemaSet): Record<string, JsonSchema> =>
  Object.fromEntries(
    EVENT_TYPES.map((type) => [
      nameOf('event', type),
      {
        name: type,
        title: type,
        summary: EVENT_CATALOG[type].description,
        contentType: 'application/json',
        payload: eventOfType(schemas, type),
        examples: [{ name: type, payload: exampleOfEvent(type) }],
      },
    ]),
  );

const inChannel = (names: string[]): JsonSchema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
const fromChannel = (channel: string, names: string[]) =>
  names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));

/** AsyncAPI 3.0 of the hub: every frame in both directions, and every event that an `events` frame carries (K-1, H-4). */
export const asyncapiDocument = (): JsonSchema => {
  const schemas = new SchemaSet();
  const [client, server, carried] = [frames(schemas, 'client'), frames(schemas, 'server'), events(schemas)];
  const [sent, received, inside] = [Object.keys(client), Object.keys(server), Object.keys(carried)];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'WaQtor live events',
      version: VERSION,
      description:
        'One WebSocket per client: subscribe to topics, get events as they happen, resume after a break without loss.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: {
      deployment: {
        host: '{host}',
        protocol: 'wss',
        description: 'The deployment that serves this description.',
        variables: { host: { default: 'localhost:8080', description: 'Host of the dashboard and the API.' } },
        security: ['apiKey', 'signature', 'ticket'].map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
      },
    },
    channels: {
      hub: {
        address: '/ws',
        title: 'The hub of a workspace',
        description: `Subprotocol \`${HUB_SUBPROTOCOL}\`. Machines send \`X-API-Key\`, or sign the query \`apiKey, ts, nonce, sig\`; browsers ask \`POST /api/ws/ticket\` and offer \`ticket.<ticket>\` as a second subprotocol.`,
        messages: inChannel([...sent, ...received]),
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
      },
      events: {
        address: null,
        title: 'What `events` frames carry',
        description: 'The same bodies come by webhook and by `GET /api/events`.',
        messages: inChannel(inside),
      },
    },
    operations: {
      sendFrame: {
        action: 'receive',
        channel: { $ref: '#/channels/hub' },
        summary: 'What a client sends to the hub',
        messages: fromChannel('hub', sent),
      },
      receiveFrame: {
        action: 'send',
        channel: { $ref: '#/channels/hub' },
        summary: 'What the hub sends to a client',
        messages: fromChannel('hub', received),
      },
      receiveEvent: {
        action: 'send',
        channel: { $ref: '#/channels/events' },
        summary: 'What happened, inside `events` frames',
        messages: fromChannel('events', inside),
      },
    },
    components: {
      securitySchemes: {
        apiKey: { type: 'httpApiKey', in: 'header', name: 'X-API-Key', description: 'A key with `events:read`.' },
        signature: {
          type: 'httpApiKey',
          in: 'query',
          name: 'sig',
          description:
            'Hex HMAC-SHA256 of `apiKey`, `ts`, `nonce` (and the address, to bind it), one a line, under HKDF-SHA256 of the secret of the key; within 60 seconds, each nonce once. See docs/how-to/live-events.md.',
        },
        ticket: {
          type: 'httpApiKey',
          in: 'header',
          name: 'Sec-WebSocket-Protocol',
          description: '`waqtor.v1, ticket.<ticket>`, once, within 30 seconds.',
        },
      },
      messages: { ...client, ...server, ...carried },
      schemas: schemas.components,
    },
  };
};
