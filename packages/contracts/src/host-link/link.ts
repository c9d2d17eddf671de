import * as z from 'zod';
import { commandSchema } from '../commands/command.ts';
import { idSchema, timestampSchema } from '../ids.ts';
import { capabilitiesSchema } from '../session.ts';
import { hostEventSchema } from './fact.ts';

/** Spoken on `GET /host/link/:sessionId`. The edge accepts this and the one before. */
export const LINK_PROTOCOL = 1;
export const MAX_EVENTS_PER_FRAME = 100;
export const MAX_COMMANDS_PER_FRAME = 100;
export const MAX_OPEN_ACKS = 500;
/** S-8: acks of older messages are not looked up. */
export const OPEN_ACK_AGE_MS = 72 * 3_600_000;

/**
 * host → room, first frame of every connection. `storeId` tells the room whether what it dispatched is still known
 * there; `lastCommand` is the highest dispatch number stored in the host's inbox for this session (0 = none).
 */
export const hostHelloFrame = z.object({
  type: z.literal('hello'),
  protocol: z.int().min(1),
  hostVersion: z.string().max(40),
  storeId: idSchema('sto'),
  epoch: z.int().min(1),
  capabilities: capabilitiesSchema,
  lastCommand: z.int().min(0),
  /** Highest n that the host knows to be acknowledged. */
  lastEventAcked: z.int().min(0),
});

/** host → room: consecutive rows of the outbox, rising n. Resent from the first unacknowledged after a reconnect. */
export const eventsFrame = z.object({
  type: z.literal('events'),
  events: z.array(hostEventSchema).min(1).max(MAX_EVENTS_PER_FRAME),
});

/** host → room: every command up to dispatch number `n` is stored in the inbox. */
export const commandAckFrame = z.object({ type: z.literal('ack'), n: z.int().min(0) });

export const hostFrameSchema = z.discriminatedUnion('type', [hostHelloFrame, eventsFrame, commandAckFrame]);
export type HostFrame = z.infer<typeof hostFrameSchema>;

/** room → host, answer to hello: what the room has. The host drops rows ≤ lastEvent and resends the rest. */
export const roomHelloFrame = z.object({
  type: z.literal('hello'),
  protocol: z.int().min(1),
  linkNo: z.int().min(1),
  lastEvent: z.int().min(0),
  desired: z.enum(['running', 'stopped']),
  /**
   * S-8, high-water marks of the room: the latest message that it stored, and own messages of the last 72 h whose ack
   * is not final, newest first. A host whose store is new (disk lost, session moved) has no marks of its own.
   */
  lastMessageAt: timestampSchema.nullish(),
  openAcks: z
    .array(z.object({ keyId: z.string().min(1).max(128), chatId: z.string().max(100), ack: z.int() }))
    .max(MAX_OPEN_ACKS)
    .optional(),
});

/** room → host: everything up to `n` is stored; `rejected` were not understood and are quarantined. */
export const eventAckFrame = z.object({
  type: z.literal('ack'),
  n: z.int().min(0),
  rejected: z.array(z.int()).optional(),
});

/** room → host. `n` is the dispatch number; a command may come twice and has one outcome. */
export const commandsFrame = z.object({
  type: z.literal('commands'),
  commands: z
    .array(z.object({ n: z.int().min(1), command: commandSchema }))
    .min(1)
    .max(MAX_COMMANDS_PER_FRAME),
});

export const linkErrorFrame = z.object({ type: z.literal('error'), code: z.string(), message: z.string() });

export const roomFrameSchema = z.discriminatedUnion('type', [
  roomHelloFrame,
  eventAckFrame,
  commandsFrame,
  linkErrorFrame,
]);
export type RoomFrame = z.infer<typeof roomFrameSchema>;

/** Text frames of the heartbeat on both host sockets; answered by the runtime without waking the object. */
export const LINK_PING = '{"type":"ping"}';
export const LINK_PONG = '{"type":"pong"}';
