import type { FaultsRequest } from './network/faults.ts';
import type { TypingState, WireContent } from './network/protocol.ts';
import type { TypingSeen } from './network/typing-board.ts';

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
  content: WireContent | null;
  /** Of a poll. */
  votes?: { phone: string; selected: number[] }[];
  forwarded?: true;
  edited?: true;
  revoked?: true;
}
export interface ShownGroup {
  id: string;
  subject: string;
  description: string | null;
  announcement: boolean;
  participants: { phone: string; admin: boolean }[];
}
/** `to` is a phone, or the id of a group. */
export interface Said {
  from: string;
  to: string;
  body?: string;
  type?: string;
  media?: unknown;
  quoted?: string;
  content?: WireContent;
  forwarded?: boolean;
  at?: string;
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
    say: (message: Said) => call<{ id: string; at: string }>('POST', '/messages', message),
    /** An empty `emoji` takes it back. */
    react: (id: string, from: string, emoji: string) => call<unknown>('POST', `/messages/${id}/react`, { from, emoji }),
    edit: (id: string, body: string) => call<unknown>('POST', `/messages/${id}/edit`, { body }),
    revoke: (id: string) => call<unknown>('POST', `/messages/${id}/revoke`, {}),
    /** `options` are places from 0, or the options themselves. */
    vote: (pollId: string, phone: string, options: (number | string)[]) =>
      call<{ selected: number[] }>('POST', `/messages/${pollId}/vote`, { phone, options }),
    group: (subject: string, participants: string[], by?: string) =>
      call<ShownGroup>('POST', '/groups', { subject, participants, ...(by === undefined ? {} : { by }) }),
    changeGroup: (id: string, how: 'add' | 'remove' | 'join' | 'leave' | 'promote' | 'demote', phones: string[]) =>
      call<ShownGroup>('POST', `/groups/${id}/${how}`, { phones }),
    describeGroup: (id: string, news: { subject?: string; description?: string }) =>
      call<ShownGroup>('POST', `/groups/${id}`, news),
    type: (from: string, to: string, state: TypingState) => call<unknown>('POST', '/typing', { from, to, state }),
    typing: async (to: string) => (await call<{ typing: TypingSeen[] }>('GET', `/typing?to=${to}`)).typing,
    archive: (phone: string, peer: string, archived: boolean) =>
      call<unknown>('POST', `/accounts/${phone}/archive`, { peer, archived }),
    block: (phone: string, peer: string, blocked: boolean) =>
      call<unknown>('POST', `/accounts/${phone}/block`, { peer, blocked }),
    marks: (phone: string) => call<{ archived: string[]; blocked: string[] }>('GET', `/accounts/${phone}/marks`),
    read: (phone: string, from: string) => call<unknown>('POST', `/accounts/${phone}/read`, { from }),
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
