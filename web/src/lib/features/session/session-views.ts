import type { SessionState, SessionView } from '@waqtor/contracts';

/**
 * The rows of the list: what was read last (host, memory) under what events have told since (state, code, counters).
 * The default comes first, the others as they were read, then those that are so new that no reading has them.
 */
export const sessionViews = (live: readonly SessionState[], read: readonly SessionView[]): SessionView[] => {
  const known = new Map(read.map((view) => [view.sessionId, view]));
  const told = new Map(live.map((session) => [session.sessionId, session]));
  const rows = read.map((view) => withHealth(told.get(view.sessionId) ?? view, view));
  const fresh = live.filter(({ sessionId }) => !known.has(sessionId)).map((session) => withHealth(session, undefined));
  return [...rows, ...fresh].toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
};

const withHealth = (session: SessionState, view: SessionView | undefined): SessionView => ({
  ...session,
  hostName: view?.hostName ?? null,
  health: view?.health ?? null,
});
