import type { ClientInfo, Desired, SessionReasonCode, SessionStatus } from '@waqtor/contracts';
import { LASTING_REASONS } from './lasting-reasons.ts';

/** N-4: what people are notified of. */
export type SessionNoticeCode = 'session_lost' | 'session_needs_you' | 'session_data_loss' | 'session_restricted';

/** From the first loss of a session until it is ready again, or was stopped on purpose. */
export interface Incident {
  /** Epoch milliseconds of the first disconnection; null while there was none. */
  since: number | null;
  /** People were notified: once is enough for all that follows from it. */
  isTold: boolean;
}

export interface IncidentVerdict {
  incident: Incident | null;
  notice: Exclude<SessionNoticeCode, 'session_data_loss' | 'session_restricted'> | null;
  /** When to judge again, epoch milliseconds, though nothing may change until then. */
  judgeAgainAt: number | null;
}

/** A session that is back within this time was a hiccup. */
export const LOST_AFTER_MS = 120_000;

const NEEDS_A_PERSON: readonly SessionStatus[] = ['auth_failure', 'action_required'];
/** Not worth two minutes of waiting. An unlinked number shows a code next, to somebody who must know of it. */
const LOST_AT_ONCE: readonly (SessionReasonCode | null)[] = ['unlinked', ...LASTING_REASONS];
const ON_PURPOSE: readonly (SessionReasonCode | null)[] = ['stopped_by_operator', 'logged_out'];

interface Standing {
  desired: Desired;
  status: SessionStatus;
  reason: SessionReasonCode | null;
  clientInfo: ClientInfo | null;
}

/**
 * N-4: are people to be notified now? At most once an incident, and of nothing that somebody wished. A session that
 * was never linked, or is not any more, has nobody to miss it when it is merely disconnected.
 */
export const judgeIncident = (before: Incident | null, standing: Standing, now: number): IncidentVerdict => {
  const { desired, status, reason, clientInfo } = standing;
  const isOnPurpose = status === 'stopped' && ON_PURPOSE.includes(reason);
  if (desired === 'stopped' || status === 'ready' || isOnPurpose) {
    return { incident: null, notice: null, judgeAgainAt: null };
  }
  const isLost = status === 'disconnected' && clientInfo !== null;
  const since = before?.since ?? (isLost ? now : null);
  const quiet = { notice: null, judgeAgainAt: null };
  if (before?.isTold) return { incident: before, ...quiet };
  const tell = (notice: IncidentVerdict['notice']): IncidentVerdict => ({
    incident: { since, isTold: true },
    notice,
    judgeAgainAt: null,
  });
  if (NEEDS_A_PERSON.includes(status)) return tell('session_needs_you');
  if (LOST_AT_ONCE.includes(reason)) return tell('session_lost');
  const incident = since === null ? before : { since, isTold: false };
  if (!isLost || since === null) return { incident, ...quiet };
  if (now >= since + LOST_AFTER_MS) return tell('session_lost');
  return { incident, notice: null, judgeAgainAt: since + LOST_AFTER_MS };
};
