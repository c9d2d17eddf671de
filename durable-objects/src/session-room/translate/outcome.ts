import type { Outcome } from '@waqtor/contracts';
import { advance } from '../messages/advance.ts';
import { outcomeOf, readCommand, settleCommand } from '../record/command-record.ts';
import { readMessage } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import type { Translator } from './translate.ts';

export const translateOutcome: Translator<'outcome'> = (room, turn, fact, origin) => {
  const { type: _type, ...outcome } = fact;
  applyOutcome(room, turn, outcome, origin.at);
};

/**
 * Settles a command. The first outcome stays, except that `unknown` gives way to better knowledge. What a
 * reconciliation found is the outcome of the command that it looked for; finding nothing proves nothing.
 */
export const applyOutcome = (room: Room, turn: Turn, outcome: Outcome, at: number = Date.now()): void => {
  const command = readCommand(room, outcome.commandId);
  if (!command) return;
  turn.settled.add(command.id);
  const former = outcomeOf(command);
  if (!former || former.result === 'unknown' || former.result === 'handed_over') settleCommand(room, outcome);
  if (command.kind === 'reconcile') {
    const payload = JSON.parse(command.payload) as { targetCommandId: string };
    const isFound = outcome.result === 'sent' || outcome.result === 'handed_over';
    if (isFound) applyOutcome(room, turn, { ...outcome, commandId: payload.targetCommandId }, at);
    return;
  }
  const message = command.message_id === null ? null : readMessage(room, command.message_id);
  if (!message) return;
  turn.hasStatsChange = true;
  const { result, code, waMessageId } = outcome;
  advance(room, turn, message, { kind: 'outcome', result, code }, { waMessageId, at });
};
