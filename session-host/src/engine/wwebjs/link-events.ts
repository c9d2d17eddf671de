import type { ClientInfo } from '@waqtor/contracts';
import { phoneOf } from '../chat-id.ts';
import type { GuardedClient } from './guarded-client.ts';

export interface LinkListener {
  onQr: (qr: string) => void;
  onAuthenticated: () => void;
  onReady: (clientInfo: ClientInfo) => void;
  onNetworkLost: () => void;
  onNetworkBack: () => void;
  /** This instance is over. `isUnlinked`: the login is worthless, for sure. */
  onLost: (
    status: 'disconnected' | 'auth_failure',
    reason: 'unlinked' | 'conflict' | 'banned' | 'login_invalid' | 'network',
    isUnlinked: boolean,
  ) => void;
}

/** Contract limits of ClientInfo. */
const MAX_PLATFORM_CHARS = 40;
const MAX_NAME_CHARS = 200;

const clientInfoOf = (client: GuardedClient): ClientInfo => ({
  platform: (client.info.platform ?? '').slice(0, MAX_PLATFORM_CHARS),
  // Of an account of which the page knows the lid alone there is no number to tell.
  phoneNumber: phoneOf(`${client.info.wid.user}@${client.info.wid.server}`) ?? '',
  name: (client.info.pushname ?? '').slice(0, MAX_NAME_CHARS),
});

/** Turns the library's events about the link into calls with our words for them. */
export const attachLinkEvents = (client: GuardedClient, listener: LinkListener): void => {
  client.on('qr', (qr) => listener.onQr(qr));
  client.on('authenticated', () => listener.onAuthenticated());
  client.on('ready', () => listener.onReady(clientInfoOf(client)));
  client.on('auth_failure', () => listener.onLost('auth_failure', 'login_invalid', false));
  client.on('change_state', (state) => {
    if (String(state) === 'TIMEOUT') listener.onNetworkLost();
    if (String(state) === 'CONNECTED') listener.onNetworkBack();
  });
  client.on('disconnected', (reason) => {
    switch (String(reason)) {
      case 'LOGOUT':
        return listener.onLost('disconnected', 'unlinked', true);
      case 'UNPAIRED':
      case 'UNPAIRED_IDLE':
        // Said without a logout: the login is kept, the next start shows whether it is still good.
        return listener.onLost('disconnected', 'unlinked', false);
      case 'CONFLICT':
        return listener.onLost('disconnected', 'conflict', false);
      case 'TOS_BLOCK':
      case 'SMB_TOS_BLOCK':
        // The login is as good as before; nobody may use it.
        return listener.onLost('disconnected', 'banned', false);
      default:
        return listener.onLost('disconnected', 'network', false);
    }
  });
};
