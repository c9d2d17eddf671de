import type { Outcome } from '@waqtor/contracts';
import { giveBack } from '../budget/budget-record.ts';
import { applyChange } from '../changes/apply-change.ts';
import { takeBack } from '../chats/take-back.ts';
import { advance } from '../messages/advance.ts';
import { type CommandRecord, outcomeOf, readCommand, settleCommand } from '../record/command-record.ts';
import { askWhatBecameOf } from '../commands/ask-what-became-of.ts';
import { readMessage } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import type { Translator } from './translate.ts';

/** The page that gave no answer is restarted first; then it is asked by the message's own id (M-4). */
const RECONCILE_AFTER_MS = 10_000;

export const translateOutcome: Translator<'outcome'> = (room, turn, fact, origin) => {
  const { type: _type, ...outcome } = fact;
  applyOutcome(room, turn, outcome, origin.at);
  if (outcome.result !== 'unknown') return;
  const command = readCommand(room, outcome.commandId);
  if (command) askWhatBecameOf(room, command, origin.storeId, RECONCILE_AFTER_MS);
};

/**
 * Settles a command. The first outcome stays, except that `unknown` and `handed_over` give way to better knowledge.
 */
export const applyOutcome = (room: Room, turn: Turn, outcome: Outcome, at: number = Date.now()): void => {
  const command = readCommand(room, outcome.commandId);
  if (!command) return;
  turn.settled.add(command.id);
  const former = outcomeOf(command);
  if (!former || former.result === 'unknown' || former.result === 'handed_over') settleCommand(room, outcome);
  if (command.kind === 'reconcile') return applyFinding(room, turn, command, outcome, at);
  if (outcome.result === 'done') applyChange(room, turn, command, at);
  if (outcome.result === 'failed' && !former) takeBack(room, turn, command, at);
  const message = command.message_id === null ? null : readMessage(room, command.message_id);
  if (!message) return;
  turn.hasStatsChange = true;
  const { result, code, waMessageId } = outcome;
  if (!former && code === 'message_expired') giveBack(room, command);
  advance(room, turn, message, { kind: 'outcome', result, code }, { waMessageId, at });
};

/**
 * What a reconciliation found is the outcome of the command that it looked for. A failure counts only as proof: seen
 * as refused (it has an id), or absent where it must be (`outcome_unknown`, told by the very store that sent it under
 * the same login). Everything else proves nothing.
 */
const applyFinding = (room: Room, turn: Turn, command: CommandRecord, found: Outcome, at: number): void => {
  const { targetCommandId: commandId } = JSON.parse(command.payload) as { targetCommandId: string };
  const isProof = found.waMessageId !== null || found.code === 'outcome_unknown';
  if (found.result === 'sent' || found.result === 'handed_over') {
    applyOutcome(room, turn, { ...found, commandId }, at);
  } else if (found.result === 'failed' && isProof) {
    applyOutcome(room, turn, { ...found, commandId, code: 'engine_refused' }, at);
  }
};
