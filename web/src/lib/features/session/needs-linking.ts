import type { SessionReasonCode, SessionState } from '@waqtor/contracts';

/** After these no login is left: a phone has to be linked anew. */
const LOGIN_IS_GONE: ReadonlySet<SessionReasonCode> = new Set<SessionReasonCode>([
  'logged_out',
  'qr_expired',
  'login_invalid',
]);

/** Stands still until somebody links a phone to it again. */
export const needsLinking = ({ status, reason }: Pick<SessionState, 'status' | 'reason'>): boolean =>
  status === 'auth_failure' || (status === 'stopped' && reason !== null && LOGIN_IS_GONE.has(reason.code));
