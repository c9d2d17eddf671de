import type { LiveSide } from './live-side.ts';

/** H-4. Unread notifications live in D1, which no object reads: clients ask the API for the count. */
export const stateFrame = (side: Pick<LiveSide, 'knownSeq' | 'sessionsJson'>): string =>
  `{"type":"state","sessions":${side.sessionsJson()},"unreadNotifications":0,"seq":${side.knownSeq}}`;
