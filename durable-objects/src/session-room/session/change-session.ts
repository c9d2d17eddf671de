import type { Capabilities, Desired } from '@waqtor/contracts';
import { emit } from '../event.ts';
import {
  type Condition,
  type QrCode,
  readSession,
  type SessionRecord,
  writeSession,
} from '../record/session-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';

export interface SessionChange extends Partial<Condition> {
  desired?: Desired;
  qr?: QrCode | null;
  capabilities?: Capabilities;
  beforeLoss?: Condition | null;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What `session.status` tells: a change of any of these is a change (S-1). */
const told = ({ status, desired, reason, clientInfo }: SessionRecord): unknown => [status, desired, reason, clientInfo];

/**
 * The one place that changes the session. Emits `session.status` for a real change only; a code to scan is forgotten
 * as soon as the status is another; whatever waits for readiness is dispatched.
 */
export const changeSession = (room: Room, turn: Turn, change: SessionChange): void => {
  const before = readSession(room.sql);
  const next: SessionRecord = { ...before, ...change };
  if (next.status !== 'qr') next.qr = null;
  if (next.status !== before.status) next.since = Date.now();
  const isTold = !isSame(told(before), told(next));
  if (!isTold && isSame(before, next)) return;
  if (isTold) next.revision += 1;
  writeSession(room.sql, next);
  turn.hasSessionChange = true;
  turn.wantsDispatch ||= next.status !== before.status;
  if (!isTold) return;
  emit(
    room,
    turn,
    'session.status',
    {
      status: next.status,
      desired: next.desired,
      reason: next.reason,
      since: new Date(next.since).toISOString(),
      clientInfo: next.clientInfo,
    },
    { subject: 'revision', discriminator: String(next.revision) },
  );
};
