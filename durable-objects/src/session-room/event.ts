import { EVENT_CATALOG, type EventData, type EventType, MAX_EVENT_BYTES, type WaqtorEvent } from '@waqtor/contracts';
import { eventIdOf } from '@waqtor/core/deterministic-id';
import { cutToJsonBytes, jsonBytes } from '@waqtor/core/session/cut-body';
import type { Room } from './room.ts';
import type { Turn } from './turn.ts';

/** What makes an event this one and no other: hashed into its id, so that a repeat computes the same id (design §3). */
export interface EventIdentity {
  subject: string;
  discriminator?: string;
}

/** Room for `,"bodyTruncated":true`, and for `logId` and `seq`, which the hub adds. */
const RESERVED_BYTES = 200;

/** Cuts a `body` that would make the event larger than MAX_EVENT_BYTES; all other fields are small by their schemas, lists by who fills them. */
const fit = (event: WaqtorEvent): WaqtorEvent => {
  const { body } = event.data;
  const excess = jsonBytes(event) + RESERVED_BYTES - MAX_EVENT_BYTES;
  if (typeof body !== 'string' || excess <= 0) return event;
  const cut = cutToJsonBytes(body, Math.max(0, jsonBytes(body) - 2 - excess));
  return { ...event, data: { ...event.data, body: cut, bodyTruncated: true } };
};

/** Tells a fact to the hub with the transaction of `turn`. `at` is epoch milliseconds. */
export const emit = <T extends EventType>(
  room: Room,
  turn: Turn,
  type: T,
  data: EventData<T>,
  identity: EventIdentity,
  at: number = Date.now(),
): void => {
  turn.events.push(
    fit({
      id: eventIdOf(room.sessionId, type, identity.subject, identity.discriminator),
      type,
      version: EVENT_CATALOG[type].version,
      timestamp: new Date(at).toISOString(),
      sessionId: room.sessionId,
      data: data as Record<string, unknown>,
    }),
  );
};
