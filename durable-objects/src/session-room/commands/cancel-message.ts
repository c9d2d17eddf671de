import { type Message, ok, refuse, type Result } from '@waqtor/contracts';
import { readCommand } from '../record/command-record.ts';
import { findMessage, readMessage, type MessageRecord } from '../record/message-record.ts';
import { shownMessage } from '../record/shown-message.ts';
import type { Room } from '../room.ts';
import { endUnsent } from './expire.ts';

const CODE = 'message_cancelled';

/**
 * Takes a message back that was never dispatched (M-4). From the moment of dispatch only the host knows whether it is
 * out, so that a cancellation that comes later is refused. Repeats answer the same.
 */
export const cancelMessage = (room: Room, id: string): Result<Message> => {
  const message = findMessage(room, id);
  if (!message) return refuse('not_found');
  if (message.status === 'failed' && message.failure_code === CODE) return ok(shownMessage(room, message));
  const command = message.command_id === null ? null : readCommand(room, message.command_id);
  if (command?.state !== 'queued') return refuse('message_already_sent');
  room.transact((turn) => {
    endUnsent(room, turn, command, Date.now(), CODE);
    // What waited behind it in its chat may go now.
    turn.wantsDispatch = true;
  });
  return ok(shownMessage(room, readMessage(room, message.id) as MessageRecord));
};
