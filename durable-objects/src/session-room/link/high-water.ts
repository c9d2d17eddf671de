import { MAX_OPEN_ACKS, OPEN_ACK_AGE_MS, type RoomFrame } from '@waqtor/contracts';
import { waKeyIdOf } from '@waqtor/core/deterministic-id';
import type { Room } from '../room.ts';

type Marks = Required<Pick<Extract<RoomFrame, { type: 'hello' }>, 'lastMessageAt' | 'openAcks'>>;
type OpenRow = {
  key_id: string | null;
  command_id: string | null;
  chat_id: string;
  wire_id: string | null;
  ack: number;
};

/**
 * S-8: how far the room is, for a host whose store is new. `lastMessageAt` counts what a host saw: a message of ours
 * that was queued meanwhile, or a time in the future, would hide what came in before it. Both by index (messages_seen, messages_open_acks).
 */
export const highWaterMarks = (room: Room): Marks => {
  const { last } = room.sql
    .exec<{ last: number | null }>(
      'SELECT MAX(timestamp) AS last FROM messages WHERE command_id IS NULL AND timestamp <= ?',
      Date.now(),
    )
    .one();
  return { lastMessageAt: last === null ? null : new Date(last).toISOString(), openAcks: openAcks(room) };
};

/** A partial index serves a query only when its condition stands there word for word. */
const openAcks = (room: Room): Marks['openAcks'] =>
  room.sql
    .exec<OpenRow>(
      `SELECT messages.key_id, messages.command_id, messages.chat_id, chats.wire_id, messages.ack
       FROM messages LEFT JOIN chats ON chats.chat_id = messages.chat_id
       WHERE direction = 'outbound' AND ack < 3 AND status IN ('pending', 'sent', 'delivered', 'unknown')
         AND timestamp > ? ORDER BY timestamp DESC LIMIT ?`,
      Date.now() - OPEN_ACK_AGE_MS,
      MAX_OPEN_ACKS,
    )
    .toArray()
    .flatMap(({ key_id, command_id, chat_id, wire_id, ack }) => {
      const keyId = key_id ?? (command_id === null ? null : waKeyIdOf(room.sessionId, command_id));
      return keyId === null ? [] : [{ keyId, chatId: wire_id ?? chat_id, ack }];
    });
