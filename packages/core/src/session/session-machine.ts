import type { ClientInfo, Desired, Recovery, SessionReasonCode, SessionStatus, Unserved } from '@waqtor/contracts';

/** The code to scan, as the host told it last. */
export interface QrCode {
  qr: string;
  attempt: number;
  maxAttempts: number;
  expiresAt: string;
}

/** What the host says about the session. */
export interface HostWord {
  status: SessionStatus;
  reason: SessionReasonCode | null;
  clientInfo: ClientInfo | null;
  recovery: Recovery | null;
}

/** Where a session stands (S-1). */
export interface SessionCondition extends HostWord {
  desired: Desired;
  /** Only while status is `qr`. */
  qr: QrCode | null;
  /** What the host said last before nobody served the session; null while somebody does. */
  beforeLoss: HostWord | null;
}

export type SessionOrder = 'start' | 'stop' | 'restart' | 'logout';

/** What can happen to a session. `isLinked`: its host is there to carry an order out and to report. */
export type SessionInput =
  | ({ kind: 'state' } & HostWord)
  | { kind: 'qr'; code: QrCode }
  | { kind: SessionOrder; isLinked: boolean }
  | { kind: 'link_lost'; why: Unserved }
  | { kind: 'link_back' }
  | { kind: 'removed' };

interface StatusRule {
  /** Reasons of a host that may stand beside the status. */
  reasons: 'any' | readonly SessionReasonCode[];
  /** Nobody is linked: the account's name is forgotten. */
  isLoginGone: boolean;
  /** Somebody is at work to bring it back; else there is no recovery to tell of. */
  mayRecover: boolean;
  /** It rests until a person starts it: a start turns it into `starting`. */
  isAtRest: boolean;
}

const rule = (given: Partial<StatusRule> = {}): StatusRule => ({
  reasons: 'any',
  isLoginGone: false,
  mayRecover: false,
  isAtRest: false,
  ...given,
});

const STATUS_RULES: Record<SessionStatus, StatusRule> = {
  stopped: rule({ isAtRest: true }),
  starting: rule({ mayRecover: true }),
  qr: rule({ isLoginGone: true }),
  connecting: rule({ mayRecover: true }),
  ready: rule({ reasons: ['restricted'] }),
  degraded: rule({ mayRecover: true }),
  action_required: rule(),
  disconnected: rule({ mayRecover: true }),
  auth_failure: rule({ isLoginGone: true, isAtRest: true }),
};

/** Told by the room alone, of a session that nobody serves: beside `disconnected` and nowhere else. */
const UNSERVED: readonly SessionReasonCode[] = [
  'host_lost',
  'no_host',
  'no_capacity',
  'host_draining',
  'moving',
] satisfies Unserved[];

/** The login ended with these, whatever the status. */
const ENDS_LOGIN: readonly (SessionReasonCode | null)[] = ['unlinked', 'logged_out', 'qr_expired'];

const STOPPED_BY_OPERATOR = { status: 'stopped', reason: 'stopped_by_operator', beforeLoss: null } as const;

type Change = Partial<SessionCondition>;
type Transitions = {
  [K in SessionInput['kind']]: (from: SessionCondition, input: Extract<SessionInput, { kind: K }>) => Change;
};

/** What each input changes; every answer still passes `lawful`. */
const TRANSITIONS: Transitions = {
  // `desired` stays as it is, also after a logout or an expired code: the host keeps such a session at rest.
  state: (from, { status, reason, clientInfo, recovery }) => {
    // A late word from before the host read the order to stop: nobody is to scan it.
    if (status === 'qr' && from.desired === 'stopped') return {};
    const isLoginGone = STATUS_RULES[status].isLoginGone || ENDS_LOGIN.includes(reason);
    return {
      // A restart is not a loss: it reads starting → connecting → ready and never as a disconnection.
      status: status === 'disconnected' && reason === 'restarting' ? 'starting' : status,
      reason,
      // Kept while the host merely cannot see it.
      clientInfo: clientInfo ?? (isLoginGone ? null : from.clientInfo),
      recovery,
      beforeLoss: null,
    };
  },
  qr: (from, { code }) =>
    from.desired === 'stopped'
      ? {}
      : { status: 'qr', reason: null, clientInfo: null, recovery: null, qr: code, beforeLoss: null },
  start: ({ status }) => ({
    desired: 'running',
    ...(STATUS_RULES[status].isAtRest ? { status: 'starting', reason: null, recovery: null } : {}),
  }),
  // With its host there the status follows when the host reports it.
  stop: (_from, { isLinked }) => ({ desired: 'stopped', ...(isLinked ? {} : STOPPED_BY_OPERATOR) }),
  restart: () => ({}),
  // `desired` stays: a wish to stop would end the browser before it could unlink.
  logout: (_from, { isLinked }) =>
    isLinked ? {} : { status: 'stopped', reason: 'logged_out', clientInfo: null, beforeLoss: null },
  link_lost: ({ desired, status, reason, clientInfo, recovery, beforeLoss }, { why }) => {
    if (beforeLoss) return { reason: why };
    // What rests (stopped by the operator, logged out, code expired) loses nothing with its host.
    if (status === 'stopped') return {};
    if (desired === 'stopped') return STOPPED_BY_OPERATOR;
    return {
      status: 'disconnected',
      reason: why,
      recovery: null,
      beforeLoss: { status, reason, clientInfo, recovery },
    };
  },
  // What the host said last holds again, until it says otherwise.
  link_back: ({ beforeLoss }) => (beforeLoss ? { ...beforeLoss, beforeLoss: null } : {}),
  removed: () => ({ desired: 'stopped', status: 'stopped', reason: null, clientInfo: null, beforeLoss: null }),
};

const mayStand = (status: SessionStatus, reason: SessionReasonCode): boolean => {
  if (UNSERVED.includes(reason)) return status === 'disconnected';
  const { reasons } = STATUS_RULES[status];
  return reasons === 'any' || reasons.includes(reason);
};

/** Takes away what contradicts the rest. */
const lawful = (condition: SessionCondition): SessionCondition => {
  // Its code is gone with the wish, so there is nothing left to scan.
  const isOver = condition.desired === 'stopped' && condition.status === 'qr';
  const next: SessionCondition = isOver ? { ...condition, ...STOPPED_BY_OPERATOR } : condition;
  return {
    ...next,
    reason: next.reason !== null && mayStand(next.status, next.reason) ? next.reason : null,
    recovery: STATUS_RULES[next.status].mayRecover ? next.recovery : null,
    qr: next.status === 'qr' ? next.qr : null,
  };
};

/** S-1: where the session stands after `input`. Total: every input has an answer in every condition. */
export const nextCondition = (from: SessionCondition, input: SessionInput): SessionCondition => {
  const transition = TRANSITIONS[input.kind] as (from: SessionCondition, input: SessionInput) => Change;
  const { desired, status, reason, clientInfo, recovery, qr, beforeLoss } = from;
  return lawful({
    desired,
    status,
    reason,
    clientInfo,
    recovery,
    qr,
    beforeLoss,
    ...transition(from, input),
  });
};
