import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import {
  aliasOf,
  chatSchema,
  clientFrameSchema,
  commandSchema,
  EVENT_CATALOG,
  type EventType,
  eventSchema,
  fleetFrameSchema,
  hostSchema,
  hostControlFrameSchema,
  hostFactSchema,
  hostFrameSchema,
  hubMonitorSchema,
  isEventType,
  messageSchema,
  monitorHostSchema,
  roomFrameSchema,
  serverFrameSchema,
  sessionHealthSchema,
  sessionStateSchema,
  timelineEntrySchema,
  webhookBodySchema,
} from './index.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));

/** Every fixture parses and loses nothing: a field that the schema does not know would be stripped. */
const holds = (schema: z.ZodType, value: unknown): void => expect(schema.parse(value)).toEqual(value);
const kindsOf = (values: unknown[], field: string): string[] =>
  values.map((value) => String((value as Record<string, unknown>)[field]));
/** Names of the members of a discriminated union. */
const membersOf = (schema: { options: readonly unknown[] }, field: string): string[] =>
  schema.options.map(
    (option) => [...(option as { shape: Record<string, { values: Set<string> }> }).shape[field]!.values][0] as string,
  );

describe('K-1 fixtures and schemas say the same', () => {
  const events = read('events') as { type: string; data: Record<string, unknown> }[];

  it.each(events.map((event) => [event.type, event] as const))('event %s', (type, event) => {
    expect(isEventType(type)).toBe(true);
    holds(eventSchema, event);
    holds(EVENT_CATALOG[type as EventType].data, event.data);
    expect('seq' in event).toBe(!EVENT_CATALOG[type as EventType].isEphemeral);
  });

  it('has one fixture for every event of the catalogue', () => {
    expect(new Set(kindsOf(events, 'type'))).toEqual(new Set(Object.keys(EVENT_CATALOG)));
  });

  it('has every fact of the host link', () => {
    const facts = read('facts') as unknown[];
    for (const fact of facts) holds(hostFactSchema, fact);
    expect(new Set(kindsOf(facts, 'type'))).toEqual(new Set(membersOf(hostFactSchema, 'type')));
  });

  it('has every command', () => {
    for (const command of read('commands') as unknown[]) holds(commandSchema, command);
  });

  it('has every frame of the host link', () => {
    const frames = read('host-link-frames') as Record<string, unknown[]>;
    const sides = {
      host: hostFrameSchema,
      room: roomFrameSchema,
      hostControl: hostControlFrameSchema,
      fleet: fleetFrameSchema,
    };
    for (const [side, schema] of Object.entries(sides)) {
      for (const frame of frames[side] as unknown[]) holds(schema, frame);
      expect(new Set(kindsOf(frames[side] as unknown[], 'type'))).toEqual(new Set(membersOf(schema, 'type')));
    }
  });

  it('has every frame of the hub (H-4)', () => {
    const frames = read('hub-frames') as Record<string, unknown[]>;
    for (const [side, schema] of Object.entries({ client: clientFrameSchema, server: serverFrameSchema })) {
      for (const frame of frames[side] as unknown[]) holds(schema, frame);
      expect(new Set(kindsOf(frames[side] as unknown[], 'type'))).toEqual(new Set(membersOf(schema, 'type')));
    }
  });

  it('has the webhook body (W-2) and the resources', () => {
    holds(webhookBodySchema, read('webhook-body'));
    const resources = read('resources') as Record<string, unknown>;
    holds(messageSchema, resources.message);
    holds(chatSchema, resources.chat);
    holds(sessionStateSchema, resources.sessionState);
    holds(monitorHostSchema, resources.monitorHost);
    holds(sessionHealthSchema, resources.sessionHealth);
    holds(hostSchema, resources.host);
    for (const entry of resources.timeline as unknown[]) holds(timelineEntrySchema, entry);
    const ofTheMonitor = hubMonitorSchema.pick({ thresholds: true, alerts: true, snapshots: true });
    holds(ofTheMonitor, resources.hubMonitor);
  });
});

describe('W-1 aliases', () => {
  it.each([
    ['message.received', {}, 'message_received'],
    ['message.sent', {}, 'message_sent'],
    ['session.qr', {}, 'session_qr'],
    ['session.status', { status: 'ready' }, 'client_connected'],
    ['session.status', { status: 'disconnected' }, 'client_disconnected'],
    ['session.status', { status: 'stopped' }, 'client_disconnected'],
    ['session.status', { status: 'qr' }, null],
    ['message.read', {}, null],
  ] as const)('W-1 %s %o is %s', (type, data, alias) => {
    expect(aliasOf({ type, data })).toBe(alias);
  });
});
