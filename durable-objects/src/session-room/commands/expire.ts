import { takeBack } from '../chats/take-back.ts';
import { advance } from '../messages/advance.ts';
import { type CommandRecord, settleCommand } from '../record/command-record.ts';
import { readMessage } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';

export const EXPIRE_JOB = 'expire';
const MAX_PER_RUN = 200;

/** Ends what was never dispatched, and so took nothing of the send budget; `now` is epoch milliseconds. */
export const endUnsent = (
  room: Room,
  turn: Turn,
  command: CommandRecord,
  now: number,
  code: 'message_expired' | 'message_cancelled' = 'message_expired',
): void => {
  settleCommand(room, { commandId: command.id, result: 'failed', code, waMessageId: null, value: null });
  turn.settled.add(command.id);
  takeBack(room, turn, command, now);
  const message = command.message_id === null ? null : readMessage(room, command.message_id);
  if (!message) return;
  advance(room, turn, message, { kind: 'outcome', result: 'failed', code }, { waMessageId: null, at: now });
};

/**
 * The handler of EXPIRE_JOB: ends what waited too long and was never dispatched (M-4). What was dispatched never
 * expires here: only the host can say what became of it.
 */
export const expire = (room: Room): number | undefined => {
  const now = Date.now();
  const due = room.sql
    .exec<CommandRecord>(
      "SELECT * FROM commands WHERE state = 'queued' AND not_after <= ? ORDER BY not_after LIMIT ?",
      now,
      MAX_PER_RUN,
    )
    .toArray();
  if (due.length > 0) {
    room.transact((turn) => {
      for (const command of due) endUnsent(room, turn, command, now);
      turn.hasStatsChange = true;
    });
  }
  const { next } = room.sql
    .exec<{ next: number | null }>("SELECT MIN(not_after) AS next FROM commands WHERE state = 'queued'")
    .one();
  return next === null ? undefined : next - now;
};
