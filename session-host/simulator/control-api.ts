import {
  accountRequest,
  ackRequest,
  editRequest,
  messageRequest,
  parseRequest,
  phoneSchema,
  reactRequest,
  readRequest,
  scanRequest,
} from './control-requests.ts';
import { faultsRequestSchema } from './network/faults.ts';
import type { Network } from './network/network.ts';
import type { Account, StoredMessage } from './network/network-store.ts';
import { Refused } from './network/refused.ts';

export interface ControlRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}
export interface ControlAnswer {
  status: number;
  body: unknown;
}
type Handler = (network: Network, request: ControlRequest, parts: string[]) => Promise<unknown> | unknown;

const MAX_LISTED_ACCOUNTS = 1000;

const accountOf = (network: Network, phone: string | undefined): Account => {
  const account = network.store.account(parseRequest(phoneSchema, phone));
  if (!account) throw new Refused(404, 'There is no account with this phone: create it with POST /accounts.');
  return account;
};
const messageOf = (network: Network, id: string | undefined): StoredMessage => {
  const message = network.store.message(id ?? '');
  if (!message) throw new Refused(404, 'There is no message with this id.');
  return message;
};

/** A message as the control API shows it; phones are bare digits. */
const shown = (message: StoredMessage) => ({
  id: message.id,
  from: message.fromPhone,
  to: message.toPhone,
  type: message.type,
  body: message.body,
  at: new Date(message.atMs).toISOString(),
  ack: message.ack,
  quoted: message.quotedId,
  media: message.mimetype && {
    mimetype: message.mimetype,
    filename: message.filename,
    sizeBytes: message.sizeBytes,
  },
  ...(message.isRevoked ? { revoked: true } : {}),
});
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

/** `METHOD /path` with `:name` for one part; the parts come in order. */
const ROUTES: Record<string, Handler> = {
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
  /** The phone opened the chat with `from`. */
  'POST /accounts/:phone/read': (network, { body }, [phone]) => {
    const { from } = parseRequest(readRequest, body);
    network.delivery.markRead(accountOf(network, phone), accountOf(network, from));
    return { read: true };
  },
  'GET /messages': (network, { query }) => {
    const account = accountOf(network, query.get('phone') ?? undefined);
    return { messages: network.store.deliveredTo(account.phone).map(shown) };
  },
  'GET /sent': (network, { query }) => {
    const account = accountOf(network, query.get('phone') ?? undefined);
    const counts = new Map(network.store.transmissionsOf(account.phone).map((row) => [row.id, row]));
    return {
      messages: network.store.sentFrom(account.phone).map((message) => ({
        ...shown(message),
        transmissions: counts.get(message.id)?.transmissions ?? 0,
        duplicatesIgnored: counts.get(message.id)?.duplicatesIgnored ?? 0,
      })),
    };
  },
  'POST /messages': (network, { body }) => {
    const { from, to, type, body: text, media, quoted } = parseRequest(messageRequest, body);
    const [sender, receiver] = [accountOf(network, from), accountOf(network, to)];
    const id = network.newPhoneId();
    const atMs = Date.now();
    network.delivery.accept(sender, null, receiver, {
      id,
      chat: `${receiver.phone}@c.us`,
      type,
      body: text,
      media: media
        ? {
            mimetype: media.mimetype,
            filename: media.filename ?? null,
            sizeBytes: Buffer.byteLength(media.base64, 'base64'),
          }
        : null,
      mediaBase64: media?.base64 ?? null,
      quotedId: quoted ?? null,
      atMs,
    });
    return { id, at: new Date(atMs).toISOString() };
  },
  'POST /messages/:id/ack': (network, { body }, [id]) => {
    network.delivery.raiseAck(messageOf(network, id), parseRequest(ackRequest, body).ack);
    return { ack: messageOf(network, id).ack };
  },
  'POST /messages/:id/react': (network, { body }, [id]) => {
    const { from, emoji } = parseRequest(reactRequest, body);
    network.enactOnMessage(accountOf(network, from), messageOf(network, id), { t: 'react', emoji }, null);
    return { reacted: true };
  },
  'POST /messages/:id/edit': (network, { body }, [id]) => {
    const message = messageOf(network, id);
    const act = { t: 'edit' as const, body: parseRequest(editRequest, body).body };
    network.enactOnMessage(accountOf(network, message.fromPhone), message, act, null);
    return { edited: true };
  },
  'POST /messages/:id/revoke': (network, _request, [id]) => {
    const message = messageOf(network, id);
    network.enactOnMessage(accountOf(network, message.fromPhone), message, { t: 'revoke' }, null);
    return { revoked: true };
  },
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
