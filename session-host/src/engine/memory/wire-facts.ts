import type { ClientInfo, HostFactOf, Peer } from '@waqtor/contracts';
import type {
  GroupNotice,
  Identity,
  WireContact,
  WireGroup,
  WireMessage,
} from '../../../simulator/network/protocol.ts';
import { contentText } from '@waqtor/core/message/content-text';
import type { WireVote } from './memory-store.ts';

export const ownChatId = (me: Identity): string => `${me.phone}@c.us`;
export const serializedIdOf = (message: Pick<WireMessage, 'id' | 'fromMe' | 'chat' | 'author'>): string =>
  `${message.fromMe}_${message.chat}_${message.id}${message.author ? `_${message.author}` : ''}`;
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
  chatName: message.group ? message.group.subject : message.contact.name,
  isGroup: message.group !== undefined,
  fromMe: message.fromMe,
  from: message.fromMe ? ownChatId(me) : message.chat,
  to: message.fromMe ? message.chat : ownChatId(me),
  author: message.author ?? null,
  peer: peerOf(message.contact),
  kind: message.type,
  body: message.content ? contentText(message.content) : message.body,
  media: message.media,
  quotedKeyId: message.quotedId,
  ...(message.content ? { content: message.content } : {}),
  ...(message.isForwarded ? { isForwarded: true } : {}),
  timestamp: new Date(message.atMs).toISOString(),
  ack: message.ack,
  backfilled,
});

export const groupFactOf = (group: WireGroup, me: Identity): HostFactOf<'group'> => ({
  type: 'group',
  chatId: group.id,
  subject: group.subject,
  description: group.description,
  participants: group.participants.map(({ id, contact, isAdmin }) => ({
    ...{ id, isAdmin, peer: peerOf(contact) },
    isMe: contact.lid === me.lid,
  })),
  isAnnouncement: group.isAnnouncement,
  isMember: group.participants.some(({ contact }) => contact.lid === me.lid),
});

/** Null for the notice of a new group: it is told as a group. */
export const groupChangeOf = (message: WireMessage, notice: GroupNotice): HostFactOf<'group_change'> | null => {
  const { action, participants, by, text } = notice;
  if (action === 'create') return null;
  return {
    type: 'group_change',
    keyId: message.id,
    chatId: message.chat,
    action,
    participants: participants.map(({ contact }) => peerOf(contact)),
    by: by && peerOf(by.contact),
    text,
    timestamp: new Date(message.atMs).toISOString(),
  };
};

/** Null where the poll itself is not known. */
export const voteFactOf = (
  { pollId, voter, selected, atMs }: WireVote,
  chatId: string | undefined,
): HostFactOf<'poll_vote'> | null =>
  chatId === undefined
    ? null
    : {
        ...{ type: 'poll_vote', pollKeyId: pollId, chatId, from: voter.id, peer: peerOf(voter.contact), selected },
        timestamp: new Date(atMs).toISOString(),
      };
