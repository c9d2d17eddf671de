import { GROUP_ROUTES } from './control-groups.ts';
import { MESSAGE_ROUTES } from './control-messages.ts';
import { accountRequest, parseRequest, scanRequest } from './control-requests.ts';
import { accountOf } from './control-route.ts';
import type { ControlRequest, Routes } from './control-route.ts';
import { faultsRequestSchema } from './network/faults.ts';
import type { Network } from './network/network.ts';
import type { Account } from './network/network-store.ts';
import { Refused } from './network/refused.ts';

export interface ControlAnswer {
  status: number;
  body: unknown;
}

const MAX_LISTED_ACCOUNTS = 1000;

const shownAccount = (network: Network, account: Account) => {
  const devices = network.store.devicesOf(account.phone);
  const online = devices.filter((device) => network.isOnline(device.token)).length;
  return {
    phone: account.phone,
    name: account.name,
    lid: account.lid,
    phoneHidden: account.isPhoneHidden === 1,
    persona: account.persona,
    devices: devices.length,
    online,
  };
};

const ROUTES: Routes = {
  ...MESSAGE_ROUTES,
  ...GROUP_ROUTES,
  'GET /accounts': (network) => ({
    accounts: network.store.accounts(MAX_LISTED_ACCOUNTS).map((account) => shownAccount(network, account)),
  }),
  'POST /accounts': (network, { body }) => {
    const { phone, ...wish } = parseRequest(accountRequest, body);
    return shownAccount(network, network.putAccount(phone, wish));
  },
  'POST /accounts/:phone/scan': (network, { body }, [phone]) => {
    network.scan(accountOf(network, phone).phone, parseRequest(scanRequest, body));
    return { linked: true };
  },
  'POST /accounts/:phone/unlink': (network, _request, [phone]) => ({
    unlinked: network.unlink(accountOf(network, phone).phone),
  }),
  'GET /faults': (network) => ({ ...network.faults, reached: network.reached, newsRead: network.newsRead }),
  'POST /faults': async (network, { body }) => {
    await network.setFaults(body === null ? null : parseRequest(faultsRequestSchema, body));
    return { ...network.faults, reached: network.reached };
  },
  'GET /links': (network) => ({
    links: network.desk.links().map(({ deviceId, ref, shownAtMs, expiresAtMs }) => ({
      deviceId,
      ref,
      shownAt: new Date(shownAtMs).toISOString(),
      expiresAt: new Date(expiresAtMs).toISOString(),
    })),
  }),
  'GET /missing': (network) => ({ missing: network.store.missing() }),
  'POST /reset': (network) => {
    network.reset();
    return { reset: true };
  },
};

const TABLE = Object.entries(ROUTES).map(([name, handler]) => {
  const [method = '', path = ''] = name.split(' ');
  return { method, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`), handler };
});

/** Answers one request of the control API; `null` when the path is not one of it. */
export const answerControl = async (network: Network, request: ControlRequest): Promise<ControlAnswer | null> => {
  const atPath = TABLE.filter(({ pattern }) => pattern.test(request.path));
  if (atPath.length === 0) return null;
  const route = atPath.find(({ method }) => method === request.method);
  if (!route) return { status: 405, body: { error: 'This method is not offered here.' } };
  const parts = (route.pattern.exec(request.path) ?? []).slice(1).map(decodeURIComponent);
  try {
    return { status: 200, body: await route.handler(network, request, parts) };
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, body: { error: error.message } };
    throw error;
  }
};
