import type { Message, Reaction } from 'whatsapp-web.js';
import type { AckBoard } from './ack-board.ts';
import type { EngineFact } from '../engine.ts';
import type { GuardedClient } from './guarded-client.ts';
import type { PagePeer, RawMessage } from './page-window.ts';
import type { PeerBook } from './peer-book.ts';
import { isConversation, messageFactOf, peerFactOf } from './raw-message.ts';

interface Around {
  peers: PeerBook;
  acks: AckBoard;
  emit: (fact: EngineFact) => void;
  /** True for key ids that `send` put out: the outcome tells of them, a message fact would tell twice. */
  isOwnSend: (keyId: string) => boolean;
  onError: (error: unknown) => void;
}

/** `_data` is the plain message of the page; the library's typed fields are made from it and lack some of it. */
const rawOf = (message: Message): RawMessage => (message as unknown as { _data: RawMessage })._data;

/** The whole fact of a plain message: looks up who is behind its chat and author. */
export const describeMessage = async (raw: RawMessage, peers: PeerBook, backfilled: boolean) => {
  const author = typeof raw.author === 'object' ? raw.author._serialized : raw.author;
  const [chat, described]: [PagePeer, PagePeer | null] = [
    await peers.of(raw.id.remote),
    author ? await peers.of(author) : null,
  ];
  return messageFactOf(raw, chat, described, backfilled);
};

/** Turns the library's message events into facts, one after the other, in the order in which they came. */
export const attachMessageEvents = (client: GuardedClient, around: Around): void => {
  const { peers, acks, emit, isOwnSend, onError } = around;
  let inOrder = Promise.resolve();
  const then = (work: () => Promise<void> | void): void => {
    inOrder = inOrder.then(work).catch(onError);
  };

  client.on('message_create', (message) => {
    const raw = rawOf(message);
    if (!isConversation(raw) || (raw.id.fromMe && isOwnSend(raw.id.id))) return;
    then(async () => emit(await describeMessage(raw, peers, false)));
  });

  client.on('message_ack', (message, ack) => {
    const { id } = rawOf(message);
    if (!id.fromMe) return;
    acks.note(id.id, ack);
    then(() => emit({ type: 'ack', keyId: id.id, waMessageId: id._serialized, chatId: id.remote, ack }));
  });

  client.on('message_reaction', (reaction: Reaction) => {
    const target = reaction.msgId as unknown as { id: string; remote: string | { _serialized: string } };
    const chatId = typeof target.remote === 'string' ? target.remote : target.remote._serialized;
    then(async () => {
      const peer = peerFactOf(await peers.of(reaction.senderId));
      emit({ type: 'reaction', targetKeyId: target.id, chatId, emoji: reaction.reaction ?? '', peer });
    });
  });

  client.on('message_edit', (message, newBody) => {
    const { id } = rawOf(message);
    then(() => emit({ type: 'edit', keyId: id.id, chatId: id.remote, body: String(newBody) }));
  });

  client.on('message_revoke_everyone', (message) => {
    const { id, protocolMessageKey } = rawOf(message);
    then(() => emit({ type: 'revoke', keyId: protocolMessageKey?.id ?? id.id, chatId: id.remote }));
  });
};
