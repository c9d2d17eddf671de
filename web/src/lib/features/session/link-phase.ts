import type { SessionState } from '@waqtor/contracts';

/**
 * What the dialog that links a number shows: `code` to scan, `stale` a code that ran out before the next one came,
 * `ended` all codes ran out, `answered` the phone did its part and the rest takes a moment, `blocked` something that a
 * code cannot help.
 */
export type LinkPhase = 'preparing' | 'code' | 'stale' | 'ended' | 'stopped' | 'answered' | 'linked' | 'blocked';

type State = Pick<SessionState, 'status' | 'desired' | 'reason' | 'qr' | 'qrExpiresAt' | 'clientInfo'>;

/** `hadCode`: a code was on the screen since the dialog opened, so that `connecting` is an answer to it. */
export const linkPhase = (session: State, hadCode: boolean, serverNowMs: number): LinkPhase => {
  switch (session.status) {
    case 'ready':
    case 'degraded':
      return 'linked';
    case 'qr':
      if (session.qr === null) return 'preparing';
      return session.qrExpiresAt !== null && Date.parse(session.qrExpiresAt) <= serverNowMs ? 'stale' : 'code';
    case 'connecting':
      return hadCode || session.clientInfo !== null ? 'answered' : 'preparing';
    case 'stopped':
      if (session.reason?.code === 'qr_expired') return 'ended';
      return session.desired === 'running' ? 'preparing' : 'stopped';
    case 'starting':
      return session.reason === null || session.reason.code === 'restarting' ? 'preparing' : 'blocked';
    case 'disconnected':
      return session.reason === null || session.reason.code === 'unlinked' ? 'preparing' : 'blocked';
    default:
      return 'blocked';
  }
};
