import type { Identity, QueuedFrame, WireMessage } from '../../../simulator/network/protocol.ts';
import type { EngineFact, MendStage } from '../engine.ts';
import type { GroupBook } from '../group-book.ts';
import type { MemoryStore } from './memory-store.ts';
import type { OwnSends } from './own-sends.ts';
import { groupChangeOf, messageFactOf, peerOf, serializedIdOf, voteFactOf } from './wire-facts.ts';

/** What the network hands over: into the store first, then told, unless the device was made deaf. */
export class Arrivals {
  readonly #store: MemoryStore;
  readonly #sends: OwnSends;
  readonly #groups: GroupBook;
  readonly #emit: (fact: EngineFact) => void;
  #deafness: 'detached' | 'dropped' | null = null;
  /** Something arrived that was not told. */
  #hasUnheard = false;

  constructor(store: MemoryStore, sends: OwnSends, groups: GroupBook, emit: (fact: EngineFact) => void) {
    this.#groups = groups;
    this.#store = store;
    this.#sends = sends;
    this.#emit = emit;
  }

  get isFoundDeaf(): boolean {
    return this.#hasUnheard;
  }

  deafen(how: 'detached' | 'dropped'): void {
    this.#deafness = how;
  }

  /** The first of a group, or one about us: what the group is now is told beside it. */
  #onGroup({ chat, notice }: WireMessage, me: Identity): void {
    if (this.#deafness !== null) return;
    if (notice?.participants.some(({ contact }) => contact.lid === me.lid)) this.#groups.tell(chat);
    else this.#groups.meet(chat);
  }

  /** What was missed is for `backfill`. */
  mend(stage: MendStage): void {
    if (stage === 'reattach' && this.#deafness === 'dropped') return;
    this.#deafness = null;
    this.#hasUnheard = false;
  }

  take(frame: QueuedFrame, me: Identity): void {
    const facts = this.#factsOf(frame, me);
    if (this.#deafness === null) facts.forEach(this.#emit);
    else if (facts.length > 0) this.#hasUnheard = true;
  }

  #factsOf(frame: QueuedFrame, me: Identity): EngineFact[] {
    switch (frame.t) {
      case 'message': {
        const { message } = frame;
        // A notice is kept, too: the network may say it again.
        if (!this.#store.addMessage({ ...message, mediaBase64: null })) return [];
        if (message.group) this.#onGroup(message, me);
        if (!message.notice) return [messageFactOf(message, me, false)];
        const change = groupChangeOf(message, message.notice);
        return change ? [change] : [];
      }
      case 'ack': {
        if (!this.#store.setAck(frame.id, frame.ack)) return [];
        this.#sends.wake(frame.id);
        const message = this.#store.message(frame.id);
        if (!message) return [];
        const { chat: chatId } = message;
        return [{ type: 'ack', keyId: frame.id, waMessageId: serializedIdOf(message), chatId, ack: frame.ack }];
      }
      case 'contact': {
        const { phone, lid } = frame.contact;
        return phone ? [{ type: 'identity', phone, lid }] : [];
      }
      case 'vote': {
        const { t: _, ...vote } = frame;
        const fact = this.#store.putVote(vote) && voteFactOf(vote, this.#store.message(vote.pollId)?.chat);
        return fact ? [fact] : [];
      }
      case 'flags':
        return [{ type: 'chat_flags', chatId: frame.chat, ...frame.flags }];
      case 'deleted':
        this.#store.remove(frame.id);
        return [];
      case 'reaction': {
        const { targetId, emoji, contact, atMs } = frame;
        this.#store.putReaction(targetId, { contact, emoji, atMs });
        const chatId = this.#store.message(targetId)?.chat;
        return chatId ? [{ type: 'reaction', targetKeyId: targetId, chatId, emoji, peer: peerOf(contact) }] : [];
      }
      case 'edited': {
        const chatId = this.#store.message(frame.id)?.chat;
        if (!chatId) return [];
        this.#store.setBody(frame.id, frame.body);
        return [{ type: 'edit', keyId: frame.id, chatId, body: frame.body }];
      }
      case 'revoked': {
        const chatId = this.#store.message(frame.id)?.chat;
        if (!chatId) return [];
        this.#store.revoke(frame.id);
        return [{ type: 'revoke', keyId: frame.id, chatId }];
      }
    }
  }
}
