import type { SessionState } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

/** Why nothing can be sent now, in one sentence; null when it can. A session on its way queues, so it blocks nothing. */
export const sendBlock = (session: SessionState | null, isOffline: boolean, isBlocked = false): string | null => {
  if (isOffline) return m.block_offline();
  if (session === null) return m.block_no_session();
  switch (session.status) {
    case 'stopped':
    case 'qr':
    case 'auth_failure':
      return m.block_not_linked();
    case 'action_required':
      return m.block_action_required();
    default:
      return isBlocked ? m.inbox_block_blocked() : null;
  }
};
