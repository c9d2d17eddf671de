import type { LiveState } from '@waqtor/live';
import { formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';

export type ConnectionTone = 'live' | 'waiting' | 'off';

export interface ConnectionWords {
  text: string;
  /** What a phone has no room for. */
  more?: string;
  tone: ConnectionTone;
}

/** The connection in words: what it is, and how it looks. */
export const connectionWords = (state: LiveState): ConnectionWords => {
  switch (state.kind) {
    case 'connected':
      return { text: m.connection_live(), tone: 'live' };
    case 'connecting':
      return { text: m.connection_connecting(), tone: 'waiting' };
    case 'reconnecting':
      return {
        text: m.connection_reconnecting(),
        more: m.connection_attempt({ attempt: formatNumber(state.attempt) }),
        tone: 'waiting',
      };
    case 'offline':
      return { text: m.connection_offline(), tone: 'off' };
    case 'stopped':
      return { text: m.connection_stopped(), tone: 'off' };
  }
};
