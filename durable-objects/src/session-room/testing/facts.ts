import type { HostFactOf, Outcome } from '@waqtor/contracts';

/** Facts as a host tells them; a test names only what it is about. */
export const outcome = (commandId: string, result: Outcome['result'], more: Partial<Outcome> = {}) => ({
  type: 'outcome' as const,
  commandId,
  result,
  code: null,
  waMessageId: result === 'sent' || result === 'handed_over' ? `true_966500000002@c.us_${commandId}` : null,
  value: null,
  ...more,
});

export const inbound = (keyId: string, more: Partial<HostFactOf<'message'>> = {}): HostFactOf<'message'> => ({
  type: 'message',
  keyId,
  waMessageId: `false_966500000002@c.us_${keyId}`,
  chatId: '966500000002@c.us',
  chatName: null,
  isGroup: false,
  fromMe: false,
  from: '966500000002@c.us',
  to: '966500000001@c.us',
  author: null,
  peer: { phone: '966500000002', lid: null, name: 'Guest' },
  kind: 'text',
  body: 'hello',
  media: null,
  quotedKeyId: null,
  timestamp: '2026-11-01T10:00:00.000Z',
  ack: 0,
  backfilled: false,
  ...more,
});

export const ack = (keyId: string, level: number) => ({
  type: 'ack' as const,
  keyId,
  waMessageId: `true_966500000002@c.us_${keyId}`,
  chatId: '966500000002@c.us',
  ack: level,
});

export const PEER = { phone: '966500000002', lid: null, name: 'Guest' };

/** A vote in the poll of this key, by the other side. */
export const vote = (pollKeyId: string, selected: number[], more: Partial<HostFactOf<'poll_vote'>> = {}) => ({
  type: 'poll_vote' as const,
  pollKeyId,
  chatId: '966500000002@c.us',
  from: '966500000002@c.us',
  peer: PEER,
  selected,
  timestamp: '2026-11-01T10:00:00.000Z',
  ...more,
});
