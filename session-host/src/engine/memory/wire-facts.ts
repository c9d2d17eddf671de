import type { ClientInfo, HostFactOf, Peer } from '@waqtor/contracts';
import type { Identity, WireContact, WireMessage } from '../../../simulator/network/protocol.ts';

export const ownChatId = (me: Identity): string => `${me.phone}@c.us`;
export const serializedIdOf = (message: Pick<WireMessage, 'id' | 'fromMe' | 'chat'>): string =>
  `${message.fromMe}_${message.chat}_${message.id}`;
export const clientInfoOf = (me: Identity): ClientInfo => ({
  platform: me.platform,
  phoneNumber: me.phone,
  name: me.name,
});
export const peerOf = (contact: WireContact): Peer => ({ phone: contact.phone, lid: contact.lid, name: contact.name });

export const messageFactOf = (message: WireMessage, me: Identity, backfilled: boolean): HostFactOf<'message'> => ({
  type: 'message',
  keyId: message.id,
  waMessageId: serializedIdOf(message),
  chatId: message.chat,
  chatName: message.contact.name,
  isGroup: false,
  fromMe: message.fromMe,
  from: message.fromMe ? ownChatId(me) : message.chat,
  to: message.fromMe ? message.chat : ownChatId(me),
  author: null,
  peer: peerOf(message.contact),
  kind: message.type,
  body: message.body,
  media: message.media,
  quotedKeyId: message.quotedId,
  timestamp: new Date(message.atMs).toISOString(),
  ack: message.ack,
  backfilled,
});
