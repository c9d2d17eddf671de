import type { FaultsRequest } from './network/faults.ts';

export interface ShownMessage {
  id: string;
  from: string;
  to: string;
  type: string;
  body: string;
  at: string;
  ack: number;
  quoted: string | null;
  media: { mimetype: string; filename: string | null; sizeBytes: number } | null;
}
export type SentShown = ShownMessage & { transmissions: number; duplicatesIgnored: number };

/** The control API of a simulator as functions, for tests, demonstrations and the start script. */
export const controlOf = (url: string) => {
  const call = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${answer.error ?? 'no reason'}`);
    return answer;
  };
  return {
    call,
    account: (phone: string, name?: string, persona?: string) =>
      call<{ phone: string; lid: string }>('POST', '/accounts', { phone, name, persona }),
    hidePhone: (phone: string, phoneHidden: boolean) =>
      call<{ lid: string }>('POST', '/accounts', { phone, phoneHidden }),
    scan: (phone: string, how: { qr: string } | { pairingCode: string }) =>
      call<unknown>('POST', `/accounts/${phone}/scan`, how),
    unlink: (phone: string) => call<unknown>('POST', `/accounts/${phone}/unlink`, {}),
    say: (message: { from: string; to: string; body?: string; type?: string; media?: unknown; quoted?: string }) =>
      call<{ id: string; at: string }>('POST', '/messages', message),
    ack: (id: string, ack: number) => call<{ ack: number }>('POST', `/messages/${id}/ack`, { ack }),
    delivered: async (phone: string) =>
      (await call<{ messages: ShownMessage[] }>('GET', `/messages?phone=${phone}`)).messages,
    sent: async (phone: string) => (await call<{ messages: SentShown[] }>('GET', `/sent?phone=${phone}`)).messages,
    setFaults: (faults: FaultsRequest | null) => call<unknown>('POST', '/faults', faults),
    reached: async () => (await call<{ reached: string | null }>('GET', '/faults')).reached,
    links: async () => (await call<{ links: { deviceId: string; ref: string }[] }>('GET', '/links')).links,
    missing: async () => (await call<{ missing: string[] }>('GET', '/missing')).missing,
    reset: () => call<unknown>('POST', '/reset', {}),
  };
};
export type Control = ReturnType<typeof controlOf>;
