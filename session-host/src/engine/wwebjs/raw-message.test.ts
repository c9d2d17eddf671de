import { messageFact } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import type { PagePeer, RawMessage } from './page-window.ts';
import { isConversation, messageFactOf } from './raw-message.ts';

const raw = (changes: Partial<RawMessage> = {}): RawMessage => ({
  id: { id: '3A01', fromMe: false, remote: '966500000001@c.us', _serialized: 'false_966500000001@c.us_3A01' },
  type: 'chat',
  body: 'hello',
  from: { _serialized: '966500000001@c.us' },
  to: '966500000002@c.us',
  t: 1_700_000_000,
  ack: 1,
  ...changes,
});
const person: PagePeer = { phone: '966500000001', lid: null, name: 'Salem', chatName: 'Salem' };
const unknown: PagePeer = { phone: null, lid: '100000000000001', name: null, chatName: null };

describe('a message of the page as a fact', () => {
  it('M-5 keeps to the contract', () => {
    const fact = messageFactOf(raw(), person, null, false);
    expect(messageFact.parse(fact)).toEqual(fact);
    expect(fact).toMatchObject({ keyId: '3A01', from: '966500000001@c.us', timestamp: '2023-11-14T22:13:20.000Z' });
  });

  it('M-2 takes the caption of a medium as its body, never its preview', () => {
    const medium = {
      type: 'ptt',
      body: '/9j/preview',
      caption: 'listen',
      directPath: '/x',
      mimetype: 'audio/ogg',
      size: 12,
    };
    expect(messageFactOf(raw(medium), person, null, false)).toMatchObject({
      kind: 'voice',
      body: 'listen',
      media: { mimetype: 'audio/ogg', filename: null, sizeBytes: 12 },
    });
  });

  it('S-10 leaves the phone open when only a lid is known, and takes the name that came along', () => {
    const id = { ...raw().id, remote: '100000000000001@lid' };
    const fact = messageFactOf(raw({ id, notifyName: 'Salem' }), unknown, null, false);
    expect(fact.peer).toEqual({ phone: null, lid: '100000000000001', name: 'Salem' });
  });

  it('M-5 describes the author of a group message, not the group', () => {
    const id = { ...raw().id, remote: '120363000000000001@g.us' };
    const group: PagePeer = { phone: null, lid: null, name: 'Team', chatName: 'Team' };
    const fact = messageFactOf(raw({ id, author: '966500000001@c.us' }), group, person, false);
    expect(fact).toMatchObject({
      isGroup: true,
      chatName: 'Team',
      author: '966500000001@c.us',
      peer: { name: 'Salem' },
    });
  });

  it('M-5 cuts a body that is longer than the contract allows', () => {
    const fact = messageFactOf(raw({ body: 'x'.repeat(80_000) }), person, null, false);
    expect(messageFact.safeParse(fact).success).toBe(true);
  });

  it.each(['ciphertext', 'revoked', 'e2e_notification'])('M-5 takes %s for no message', (type) => {
    expect(isConversation(raw({ type }))).toBe(false);
  });

  it.each([
    [
      { type: 'location', lat: 24.7, lng: 46.6, loc: 'Olaya\nRiyadh', body: '/9j/map' },
      { kind: 'location', body: 'Olaya\nRiyadh', content: { kind: 'location', name: 'Olaya', address: 'Riyadh' } },
    ],
    [
      { type: 'location', lat: 24.7, lng: 46.6, body: '/9j/map' },
      { kind: 'location', body: '', content: { kind: 'location', name: null, address: null } },
    ],
    [
      { type: 'vcard', body: 'BEGIN:VCARD\nFN:Salem\nTEL;waid=966500000001:050\nEND:VCARD' },
      { kind: 'contact', body: 'Salem', content: { contacts: [{ name: 'Salem', phone: '966500000001' }] } },
    ],
    [
      {
        type: 'poll_creation',
        body: '',
        pollName: 'When?',
        pollOptions: [
          { name: 'A', localId: 0 },
          { name: 'B', localId: 1 },
        ],
      },
      { kind: 'poll', body: 'When?', content: { kind: 'poll', options: ['A', 'B'], allowMultiple: true } },
    ],
  ])('M-5 reads what %o carries, and never its preview as text', (changes, expected) => {
    const fact = messageFactOf(raw(changes), person, null, false);
    expect(messageFact.parse(fact)).toEqual(fact);
    expect(fact).toMatchObject(expected);
  });

  it.each([
    { type: 'location', lat: 240, lng: 46.6 },
    { type: 'location', lat: 24.7, lng: -180.5 },
    { type: 'location', lat: 24.7 },
    { type: 'poll_creation', pollName: ' ', pollOptions: ['A', 'B'].map((name, localId) => ({ name, localId })) },
    { type: 'poll_creation', pollName: 'When?', pollOptions: ['A', ' '].map((name, localId) => ({ name, localId })) },
    { type: 'poll_creation', pollName: 'Alone', pollOptions: [{ name: 'One', localId: 0 }] },
    { type: 'multi_vcard', vcardList: [] },
  ])('M-5 tells the message without content that makes no sense: %o', (changes) => {
    const fact = messageFactOf(raw(changes), person, null, false);
    expect(messageFact.parse(fact)).toEqual(fact);
    expect(fact.content).toBeUndefined();
  });

  it('M-5 keeps cards of any length within the contract', () => {
    const vcard = `BEGIN:VCARD\nFN:${'n'.repeat(900)}\nTEL:${'1'.repeat(90)}\nEND:VCARD`;
    const fact = messageFactOf(raw({ type: 'multi_vcard', vcardList: Array(40).fill({ vcard }) }), person, null, false);
    expect(messageFact.parse(fact).content).toMatchObject({ kind: 'contacts', contacts: { length: 10 } });
  });
});
