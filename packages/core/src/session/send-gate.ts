import type { Desired, SessionStatus } from '@waqtor/contracts';

/** States that a person must end, with the phone in the hand: waiting would help nobody (M-1). */
const NEEDS_A_PERSON: readonly SessionStatus[] = ['stopped', 'qr', 'auth_failure', 'action_required'];

/**
 * M-1: `refuse` → 409 session_not_linked; `queue` → stored and dispatched when ready; `dispatch` → goes out now.
 * `status` is what the host said last, even while the host is away: a session that waits for its scan does not
 * become sendable because its host went too.
 */
export const sendGate = (session: {
  desired: Desired;
  status: SessionStatus;
  isLinked: boolean;
}): 'refuse' | 'queue' | 'dispatch' => {
  if (session.desired === 'stopped' || NEEDS_A_PERSON.includes(session.status)) return 'refuse';
  return session.isLinked && session.status === 'ready' ? 'dispatch' : 'queue';
};
