import { isErrorCode, ok, refuse, type Result, type SessionStatus } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import * as z from 'zod';
import { currentLink } from '../link/attachment.ts';
import { insertCommand, outcomeOf, readCommand, settleCommand } from '../record/command-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { noteInTimeline } from '../timeline/timeline.ts';

/** S-2: how long WhatsApp may take to give a code. */
const PAIRING_WAIT_MS = 20_000;
const pairingValue = z.object({ code: z.string(), expiresAt: z.string() });
/** A session that is just starting is waited for by the host. */
const CAN_PAIR: readonly SessionStatus[] = ['qr', 'starting'];
type PairingCode = z.infer<typeof pairingValue>;

/** Asks the host for a code to type on the phone; only while a code could also be scanned. */
export const pairingCode = async (room: Room, phone: string, requestId: string): Promise<Result<PairingCode>> => {
  const { status, capabilities } = readSession(room.sql);
  if (!currentLink(room)) return refuse('unavailable');
  if (!CAN_PAIR.includes(status)) return refuse('conflict', { status });
  if (capabilities?.pairingCode === false) return refuse('unsupported');
  const id = newId('cmd');
  room.transact((turn) => {
    const notAfter = Date.now() + PAIRING_WAIT_MS;
    insertCommand(room, { id, payload: { kind: 'pairing_code', phone }, requestId, notAfter });
    noteInTimeline(room, { kind: 'order', order: 'pairing_code' });
    turn.wantsDispatch = true;
  });
  await room.waiters.until(id, PAIRING_WAIT_MS, () => readCommand(room, id)?.state === 'settled');
  return answer(room, id);
};

const answer = (room: Room, id: string): Result<PairingCode> => {
  const command = readCommand(room, id);
  const outcome = command && outcomeOf(command);
  if (!outcome) {
    // Nobody waits for it any more: it must not be sent again after a reconnect.
    settleCommand(room, { commandId: id, result: 'unknown', code: 'unavailable', waMessageId: null, value: null });
    return refuse('unavailable');
  }
  const value = pairingValue.safeParse(outcome.value);
  if (outcome.result === 'done' && value.success) return ok(value.data);
  return refuse(outcome.code !== null && isErrorCode(outcome.code) ? outcome.code : 'engine_refused');
};
