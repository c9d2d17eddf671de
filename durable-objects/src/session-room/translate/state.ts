import { readSession } from '../record/session-record.ts';
import { changeSession } from '../session/change-session.ts';
import type { Translator } from './translate.ts';

/**
 * The host's word about the session. A restart is not a loss: `disconnected/restarting` is told as `starting`, so
 * that restarting a healthy login reads starting → connecting → ready and never as a disconnection (S-1).
 * The account's name is kept while the host merely cannot see it. `desired` stays as it is, also after a logout or an
 * expired code: the host keeps such a session at rest until somebody starts it again.
 */
export const translateState: Translator<'state'> = (room, turn, fact) => {
  const { clientInfo } = readSession(room.sql);
  const isRestart = fact.status === 'disconnected' && fact.reason === 'restarting';
  const isLoginGone =
    fact.status === 'qr' ||
    fact.status === 'auth_failure' ||
    ['unlinked', 'logged_out', 'qr_expired'].includes(fact.reason ?? '');
  changeSession(room, turn, {
    status: isRestart ? 'starting' : fact.status,
    reason: fact.reason,
    clientInfo: fact.clientInfo ?? (isLoginGone ? null : clientInfo),
    beforeLoss: null,
  });
};
