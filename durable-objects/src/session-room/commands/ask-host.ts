import { type CommandPayload, type ErrorCode, isErrorCode, type Outcome } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { insertCommand, outcomeOf, readCommand, settleCommand } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import { gateOf } from './gate.ts';

/** Why the host cannot be asked now; null when it can. */
export const cannotAsk = (room: Room): 'session_not_linked' | 'unavailable' | null => {
  const gate = gateOf(room);
  if (gate === 'dispatch') return null;
  return gate === 'refuse' ? 'session_not_linked' : 'unavailable';
};

/** Asks the host something that is of use to this caller alone; null when no answer came within `waitMs`. */
export const askHost = async (
  room: Room,
  payload: CommandPayload,
  requestId: string,
  waitMs: number,
): Promise<Outcome | null> => {
  const id = newId('cmd');
  room.transact((turn) => {
    insertCommand(room, { id, payload, requestId, notAfter: Date.now() + waitMs });
    turn.wantsDispatch = true;
  });
  await room.waiters.until(id, waitMs, () => readCommand(room, id)?.state === 'settled');
  const command = readCommand(room, id);
  const outcome = command && outcomeOf(command);
  // Nobody waits for it any more: it must not be sent again after a reconnect.
  if (!outcome) {
    settleCommand(room, { commandId: id, result: 'unknown', code: 'unavailable', waMessageId: null, value: null });
  }
  return outcome;
};

/** The refusal that an outcome tells. */
export const codeOf = (outcome: Outcome | null): ErrorCode => {
  if (!outcome) return 'unavailable';
  return outcome.code !== null && isErrorCode(outcome.code) ? outcome.code : 'engine_refused';
};
