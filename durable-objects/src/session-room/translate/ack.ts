import { messageIdOf } from '@waqtor/core/deterministic-id';
import { advance } from '../messages/advance.ts';
import { readMessage } from '../record/message-record.ts';
import type { Translator } from './translate.ts';

/** M-4. An ack that is there before its message waits for it; acks of inbound messages tell nothing. */
export const translateAck: Translator<'ack'> = (room, turn, fact, origin) => {
  const messageId = messageIdOf(room.sessionId, fact.keyId);
  const message = readMessage(room, messageId);
  if (!message) {
    room.sql.exec(
      `INSERT INTO early_acks (message_id, ack, at) VALUES (?, ?, ?)
       ON CONFLICT (message_id) DO UPDATE SET ack = MAX(ack, excluded.ack)`,
      messageId,
      fact.ack,
      origin.at,
    );
    return;
  }
  if (message.direction === 'inbound') return;
  advance(room, turn, message, { kind: 'ack', level: fact.ack }, { waMessageId: fact.waMessageId, at: origin.at });
};
