import { readSession } from '../record/session-record.ts';
import { changeSession } from '../session/change-session.ts';
import { REGISTER_JOB } from '../session/register.ts';
import type { Translator } from './translate.ts';

/** Ends that only a person can undo: the wish becomes `stopped`, or the next start of a host would begin anew. */
const ENDS = ['logged_out', 'qr_expired'];

/**
 * The host's word about the session. A restart is not a loss: `disconnected/restarting` is told as `starting`, so
 * that restarting a healthy login reads starting → connecting → ready and never as a disconnection (S-1).
 * The account's name is kept while the host merely cannot see it.
 */
export const translateState: Translator<'state'> = (room, turn, fact) => {
  const { desired, clientInfo } = readSession(room.sql);
  const isRestart = fact.status === 'disconnected' && fact.reason === 'restarting';
  const isEnd = fact.status === 'stopped' && fact.reason !== null && ENDS.includes(fact.reason);
  const hasLogin = !['qr', 'auth_failure'].includes(fact.status) && fact.reason !== 'unlinked' && !isEnd;
  if (isEnd && desired === 'running') room.schedule.at(REGISTER_JOB, Date.now());
  changeSession(room, turn, {
    status: isRestart ? 'starting' : fact.status,
    reason: fact.reason,
    clientInfo: fact.clientInfo ?? (hasLogin ? clientInfo : null),
    beforeLoss: null,
    ...(isEnd ? { desired: 'stopped' } : {}),
  });
};
