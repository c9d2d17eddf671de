import type { HostFactOf, SessionReasonCode } from '@waqtor/contracts';

type StateFact = HostFactOf<'state'>;

/** What a state that the engine tells means to its supervisor. */
export type StateMeaning =
  | { kind: 'waiting' | 'linking' | 'ready' | 'note' }
  /** A new engine is tried. `isLoginLost`: what was sent under the old login can no longer be looked up. */
  | { kind: 'fault'; reason: SessionReasonCode; isLoginLost: boolean }
  | { kind: 'halted'; reason: SessionReasonCode | null; isLoginLost: boolean };

/** Nothing that is tried again would change these: a person must, or another version of the host. */
const HALTING = new Set<SessionReasonCode>([
  'conflict',
  'banned',
  'qr_expired',
  'logged_out',
  'stopped_by_operator',
  'page_changed',
]);

/** The page reconnects by itself; a browser that is gone does not. */
const isTransient = (reason: SessionReasonCode | null): boolean => reason === null || reason === 'network';

export const meaningOf = ({ status, reason }: StateFact): StateMeaning => {
  switch (status) {
    case 'qr':
    case 'action_required':
      return { kind: 'waiting' };
    case 'connecting':
      return { kind: 'linking' };
    case 'ready':
      return { kind: 'ready' };
    case 'auth_failure':
      return { kind: 'halted', reason, isLoginLost: true };
    case 'starting':
    case 'degraded':
      return { kind: 'note' };
    case 'stopped':
    case 'disconnected':
      // The old browser's profile is being removed under it: a scan in it would be lost (research: LOGOUT).
      if (reason === 'unlinked') return { kind: 'fault', reason, isLoginLost: true };
      if (reason !== null && HALTING.has(reason))
        return { kind: 'halted', reason, isLoginLost: reason === 'logged_out' || reason === 'banned' };
      if (isTransient(reason)) return { kind: status === 'stopped' ? 'note' : 'linking' };
      return { kind: 'fault', reason: reason ?? 'browser_crashed', isLoginLost: false };
  }
};
