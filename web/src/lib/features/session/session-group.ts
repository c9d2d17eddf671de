import type { SessionReasonCode, SessionState } from '@waqtor/contracts';
import { LASTING_REASONS } from '@waqtor/core/session/lasting-reasons';

/** Where a session stands in the filter of the list; each is in exactly one. */
export const SESSION_GROUPS = ['ready', 'attention', 'reconnecting', 'stopped'] as const;
export type SessionGroup = (typeof SESSION_GROUPS)[number];

/** Causes that do not go away by waiting: a person has to do something. */
const NEEDS_A_PERSON: ReadonlySet<SessionReasonCode> = new Set<SessionReasonCode>([
  ...LASTING_REASONS,
  'passkey_required',
  'confirm_on_phone',
  'restricted',
  'login_invalid',
  'no_host',
  'no_capacity',
  'host_draining',
]);

type State = Pick<SessionState, 'status' | 'desired' | 'reason' | 'recovery'>;

export const groupOf = ({ status, desired, reason, recovery }: State): SessionGroup => {
  if (status === 'ready') return 'ready';
  if (status === 'qr' || status === 'action_required' || status === 'auth_failure') return 'attention';
  if (status === 'stopped' || desired === 'stopped') return 'stopped';
  // Another try is planned: it may end well without anybody.
  if (reason !== null && NEEDS_A_PERSON.has(reason.code) && !recovery?.nextAt) return 'attention';
  return 'reconnecting';
};

export const needsSomebody = (session: State): boolean => groupOf(session) === 'attention';

export const countGroups = (sessions: readonly State[]): Record<SessionGroup, number> => {
  const counts: Record<SessionGroup, number> = { ready: 0, attention: 0, reconnecting: 0, stopped: 0 };
  for (const session of sessions) counts[groupOf(session)] += 1;
  return counts;
};
