import { stepSession } from '../session/change-session.ts';
import type { Translator } from './translate.ts';

/** The host's word about the session (S-1); what it changes is decided by the session machine. */
export const translateState: Translator<'state'> = (room, turn, fact) => {
  const { status, reason, clientInfo, recovery = null } = fact;
  stepSession(room, turn, { kind: 'state', status, reason, clientInfo, recovery });
};
