import type { SessionState, SessionView } from '@waqtor/contracts';

/**
 * The rows of the list: what was read last (which sessions there are, host, memory) under what events have told since
 * (state, code, counters). The default comes first, the others as they were read.
 */
export const sessionViews = (live: readonly SessionState[], read: readonly SessionView[]): SessionView[] => {
  const told = new Map(live.map((session) => [session.sessionId, session]));
  return read
    .map((view) => ({
      ...view,
      ...told.get(view.sessionId),
      hostName: view.hostName ?? null,
      health: view.health ?? null,
    }))
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
};
