import type { Message, Reaction } from 'whatsapp-web.js';
import type { AckBoard } from './ack-board.ts';
import type { EngineFact } from '../engine.ts';
import { describeNotice, type NoticeAround } from './group-facts.ts';
import type { HostFactOf } from '@waqtor/contracts';
import type { PageVote } from './page-act.ts';
import type { GuardedClient } from './guarded-client.ts';
import type { PageEvent, PagePeer, RawMessage } from './page-window.ts';
import type { PeerBook } from './peer-book.ts';
import { idOf, isConversation, messageFactOf, peerFactOf } from './raw-message.ts';
import { ToldVotes } from './told-votes.ts';

interface Around extends NoticeAround {
  acks: AckBoard;
  emit: (fact: EngineFact) => void;
  /** True for key ids that `send` put out: the outcome tells of them, a message fact would tell twice. */
  isOwnSend: (keyId: string) => boolean;
  onError: (error: unknown) => void;
}

/** `_data` is the plain message of the page; the library's typed fields are made from it and lack some of it. */
const rawOf = (message: Message): RawMessage => (message as unknown as { _data: RawMessage })._data;

/** The library's types leave out the key of the poll and the places of the options. */
interface LibraryVote {
  parentMsgKey: RawMessage['id'];
  voter: RawMessage['from'];
  selectedOptions: { localId: number }[];
  interractedAtTs: number;
}

const chatOf = ({ remote }: { remote: string | { _serialized: string } }): string =>
  typeof remote === 'string' ? remote : remote._serialized;

/** The whole fact of a plain message: looks up who is behind its chat and author. */
export const describeMessage = async (raw: RawMessage, peers: PeerBook, backfilled: boolean) => {
  const author = typeof raw.author === 'object' ? raw.author._serialized : raw.author;
  const [chat, described]: [PagePeer, PagePeer | null] = [
    await peers.of(raw.id.remote),
    author ? await peers.of(author) : null,
  ];
  return messageFactOf(raw, chat, described, backfilled);
};

export const voteFactOf = async (vote: PageVote, peers: PeerBook): Promise<HostFactOf<'poll_vote'>> => {
  const { target, senderId, selected, atMs } = vote;
  const peer = peerFactOf(await peers.of(senderId));
  const about = { pollKeyId: target.id, chatId: chatOf(target), from: senderId };
  return { type: 'poll_vote', ...about, peer, selected, timestamp: new Date(atMs).toISOString() };
};

/** Turns what the page tells into facts, one after the other, in the order in which it came. */
export const messageEvents = ({
  peers,
  acks,
  emit,
  isOwnSend,
  groups,
  isMe,
  onError,
}: Around): ((event: PageEvent) => void) => {
  const votes = new ToldVotes();
  let inOrder = Promise.resolve();
  const then = (work: () => Promise<void> | void): void => {
    inOrder = inOrder.then(work).catch(onError);
  };
  const onNotice = async (message: RawMessage): Promise<void> => {
    const change = await describeNotice(message, { peers, groups, isMe });
    if (change) emit(change);
  };
  return (event) => {
    switch (event.t) {
      case 'created': {
        const { message } = event;
        if (message.type === 'gp2') return then(() => onNotice(message));
        if (message.id.remote.endsWith('@g.us')) groups.meet(message.id.remote);
        if (!isConversation(message) || (message.id.fromMe && isOwnSend(message.id.id))) return;
        return then(async () => emit(await describeMessage(message, peers, false)));
      }
      case 'ack': {
        const { id, ack } = event;
        acks.note(id.id, ack);
        return then(() => emit({ type: 'ack', keyId: id.id, waMessageId: id._serialized, chatId: chatOf(id), ack }));
      }
      case 'reaction': {
        const { target, senderId, emoji } = event;
        return then(async () => {
          const peer = peerFactOf(await peers.of(senderId));
          emit({ type: 'reaction', targetKeyId: target.id, chatId: chatOf(target), emoji, peer });
        });
      }
      case 'vote': {
        if (!votes.isNew(event.target.id, event.senderId, event.atMs)) return;
        return then(async () => emit(await voteFactOf(event, peers)));
      }
      case 'typing': {
        const { chatId, writerId, state } = event;
        return then(async () => {
          emit({ type: 'typing', chatId, state, peer: peerFactOf(await peers.of(writerId ?? chatId)) });
        });
      }
      case 'flags': {
        const { t: _, ...flags } = event;
        return then(() => emit({ type: 'chat_flags', ...flags }));
      }
      case 'edited': {
        const { id, body } = event;
        return then(() => emit({ type: 'edit', keyId: id.id, chatId: chatOf(id), body }));
      }
      case 'identity': {
        const { phone, lid } = event;
        return then(() => {
          peers.forget(`${lid}@lid`);
          emit({ type: 'identity', phone, lid });
        });
      }
      case 'revoked': {
        const { id, protocolMessageKey } = event.message;
        return then(() => emit({ type: 'revoke', keyId: protocolMessageKey?.id ?? id.id, chatId: chatOf(id) }));
      }
    }
  };
};

/** The same from the library's client, for a version of it that does not leave its events to ours (page-reports.ts). */
export const attachMessageEvents = (client: GuardedClient, on: (event: PageEvent) => void): void => {
  client.on('message_create', (message) => on({ t: 'created', message: rawOf(message) }));
  client.on('message_ack', (message, ack) => {
    const { id } = rawOf(message);
    if (id.fromMe) on({ t: 'ack', id, ack });
  });
  client.on('message_reaction', ({ msgId, senderId, reaction }: Reaction) => {
    on({ t: 'reaction', target: msgId as unknown as RawMessage['id'], senderId, emoji: reaction ?? '' });
  });
  client.on('vote_update', (vote) => {
    const { parentMsgKey, voter, selectedOptions, interractedAtTs } = vote as unknown as LibraryVote;
    const selected = selectedOptions.map(({ localId }) => localId).sort((a, b) => a - b);
    on({ t: 'vote', target: parentMsgKey, senderId: idOf(voter) ?? '', selected, atMs: interractedAtTs });
  });
  client.on('chat_archived', (chat, isArchived) => {
    on({ t: 'flags', chatId: chat.id._serialized, isArchived: Boolean(isArchived) });
  });
  client.on('message_edit', (message, body) => on({ t: 'edited', id: rawOf(message).id, body: String(body) }));
  client.on('message_revoke_everyone', (message) => on({ t: 'revoked', message: rawOf(message) }));
};
