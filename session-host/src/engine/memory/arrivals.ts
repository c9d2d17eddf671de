import type { Identity, QueuedFrame } from '../../../simulator/network/protocol.ts';
import type { EngineFact, MendStage } from '../engine.ts';
import type { MemoryStore } from './memory-store.ts';
import type { OwnSends } from './own-sends.ts';
import { messageFactOf, peerOf, serializedIdOf } from './wire-facts.ts';

/** What the network hands over: into the store first, then told, unless the device was made deaf. */
export class Arrivals {
  readonly #store: MemoryStore;
  readonly #sends: OwnSends;
  readonly #emit: (fact: EngineFact) => void;
  #deafness: 'detached' | 'dropped' | null = null;
  /** Something arrived that was not told. */
  #hasUnheard = false;

  constructor(store: MemoryStore, sends: OwnSends, emit: (fact: EngineFact) => void) {
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
      case 'message':
        if (!this.#store.addMessage({ ...frame.message, mediaBase64: null })) return [];
        return [messageFactOf(frame.message, me, false)];
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
      default: {
        const id = frame.t === 'reaction' ? frame.targetId : frame.id;
        const chatId = this.#store.message(id)?.chat;
        if (!chatId) return [];
        if (frame.t === 'reaction') {
          const { emoji, contact } = frame;
          return [{ type: 'reaction', targetKeyId: id, chatId, emoji, peer: peerOf(contact) }];
        }
        this.#store.setBody(id, frame.t === 'edited' ? frame.body : '');
        if (frame.t === 'edited') return [{ type: 'edit', keyId: id, chatId, body: frame.body }];
        return [{ type: 'revoke', keyId: id, chatId }];
      }
    }
  }
}
