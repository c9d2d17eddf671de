import type { EventData, SessionState, WaqtorEvent } from '@waqtor/contracts';

/** A session after an event; the same object when the event does not concern it. */
export const applySessionEvent = (session: SessionState, event: WaqtorEvent): SessionState => {
  if (event.sessionId !== session.sessionId) return session;
  switch (event.type) {
    case 'session.status':
      return withStatus(session, event.data as EventData<'session.status'>);
    case 'session.qr':
      return withCode(session, event.data as EventData<'session.qr'>);
    case 'session.stats':
      return { ...session, stats: event.data as EventData<'session.stats'> };
    default:
      return session;
  }
};

const NO_CODE = { qr: null, qrAttempt: null, qrMaxAttempts: null, qrExpiresAt: null } as const;

const withStatus = (session: SessionState, data: EventData<'session.status'>): SessionState => ({
  ...session,
  ...(data.status === 'qr' ? {} : NO_CODE),
  status: data.status,
  desired: data.desired,
  since: data.since,
  clientInfo: data.clientInfo,
  recovery: data.recovery ?? null,
  // The sentence is rendered here from the code, in the reader's language.
  reason: data.reason === null ? null : { code: data.reason, message: '' },
});

/** A code that comes after the phone was linked (frames of two origins crossed) must not bring the QR back. */
const withCode = (session: SessionState, data: EventData<'session.qr'>): SessionState =>
  session.status === 'ready' || session.status === 'connecting'
    ? session
    : {
        ...session,
        status: 'qr',
        qr: data.qr,
        qrAttempt: data.attempt,
        qrMaxAttempts: data.maxAttempts,
        qrExpiresAt: data.expiresAt,
      };

/**
 * A session that was read, beside what events had already told of it: an answer that was under way while an event came
 * must not take the page back. Names, counters and the host are the answer's, the state is that of the later one.
 */
export const mergeRead = <Read extends SessionState>(known: SessionState | undefined, read: Read): Read => {
  if (!known || Date.parse(known.since) < Date.parse(read.since)) return read;
  const isLater = Date.parse(known.since) > Date.parse(read.since);
  const { qr, qrAttempt, qrMaxAttempts, qrExpiresAt } = known;
  if (!isLater) {
    const hasLaterCode = qrExpiresAt !== null && read.qrExpiresAt !== null && qrExpiresAt > read.qrExpiresAt;
    return hasLaterCode ? { ...read, qr, qrAttempt, qrMaxAttempts, qrExpiresAt } : read;
  }
  const { status, desired, since, reason, recovery, clientInfo } = known;
  return { ...read, status, desired, since, reason, recovery, clientInfo, qr, qrAttempt, qrMaxAttempts, qrExpiresAt };
};
