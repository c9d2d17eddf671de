import type { Connection } from './connection.ts';
import type { LiveSide } from './live-side.ts';

/** H-4. The number of unread notifications is the reader's own; a key has none. */
export const stateFrame = (side: Pick<LiveSide, 'knownSeq' | 'sessionsJson' | 'unread'>, to: Connection): string =>
  `{"type":"state","sessions":${side.sessionsJson()},"unreadNotifications":${side.unread.known(to.attachment.principal)},"seq":${side.knownSeq}}`;
