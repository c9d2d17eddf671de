import { contactOf } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import type { Account, NetworkStore, StoredMessage } from './network-store.ts';
import type { ChatFlags, MessageChange, QueuedFrame, WireContent } from './protocol.ts';
import { Refused } from './refused.ts';

/** WhatsApp's own bounds for what a device may do to its messages. */
const EDIT_WITHIN_MS = 15 * 60_000;
const REVOKE_WITHIN_MS = 48 * 3_600_000;

interface Surroundings {
  store: NetworkStore;
  delivery: Delivery;
  enqueue: (token: string, frame: QueuedFrame) => void;
  /** The phone or group behind a chat id. */
  peerOf: (chat: string) => string | null;
}

export const contentOf = (message: StoredMessage): WireContent | null =>
  message.content === null ? null : (JSON.parse(message.content) as WireContent);

/** What is done to messages and chats after they were sent; every linked device but the one that did it is told. */
export class MessageActs {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  react(by: Account, message: StoredMessage, emoji: string, token: string | null): void {
    const frame = { t: 'reaction', targetId: message.id, contact: contactOf(by), emoji, atMs: Date.now() } as const;
    this.#tell(this.#audienceOf(message), frame, token);
  }

  /** By a device: what is not allowed is refused, and what is so already is told to nobody again. */
  change(by: Account, message: StoredMessage, change: MessageChange, token: string | null): boolean {
    const { store } = this.#around;
    const isOwn = message.fromPhone === by.phone;
    const ageMs = Date.now() - message.atMs;
    switch (change.t) {
      case 'edit':
        if (!isOwn || message.isRevoked || message.content !== null || ageMs > EDIT_WITHIN_MS) return false;
        if (message.body !== change.body) this.edit(message, change.body, token);
        return true;
      case 'revoke': {
        if (message.isRevoked) return isOwn;
        const isAdmin = store.groups.member(message.toPhone, by.phone)?.isAdmin === 1;
        if (!isAdmin && (!isOwn || ageMs > REVOKE_WITHIN_MS)) return false;
        this.revoke(message, token);
        return true;
      }
      case 'delete':
        store.marks.remove(by.phone, message.id);
        this.#tell([by.phone], { t: 'deleted', id: message.id }, token);
        return true;
    }
  }

  edit(message: StoredMessage, body: string, token: string | null): void {
    this.#around.store.editMessage(message.id, body);
    this.#tell(this.#audienceOf(message), { t: 'edited', id: message.id, body }, token);
  }
  revoke(message: StoredMessage, token: string | null): void {
    this.#around.store.revokeMessage(message.id);
    this.#tell(this.#audienceOf(message), { t: 'revoked', id: message.id }, token);
  }

  /** `options`: places from 0, or the titles themselves; none takes the vote back. */
  vote(by: Account, message: StoredMessage, options: readonly (number | string)[]): number[] {
    const poll = contentOf(message);
    if (poll?.kind !== 'poll') throw new Refused(409, 'This message is no poll.');
    if (!this.#audienceOf(message).includes(by.phone)) throw new Refused(409, 'This phone does not see the poll.');
    const places = options.map((option) => (typeof option === 'number' ? option : poll.options.indexOf(option)));
    if (places.some((place) => poll.options[place] === undefined)) {
      throw new Refused(400, 'The field options is not valid: the poll has no such option.');
    }
    if (!poll.allowMultiple && places.length > 1) throw new Refused(409, 'This poll takes one answer.');
    const { store, delivery } = this.#around;
    const selected = [...new Set(places)].sort((a, b) => a - b);
    const atMs = Date.now();
    store.marks.vote(message.id, by.phone, selected, atMs);
    const voter = delivery.personOf(by);
    this.#tell(this.#audienceOf(message), { t: 'vote', pollId: message.id, voter, selected, atMs }, null);
    return selected;
  }

  /** Archives or blocks for `by`; false where there is no such chat. Groups are not blocked. */
  flag(by: Account, chat: string, flags: ChatFlags, token: string | null): boolean {
    const { store, peerOf } = this.#around;
    const peer = peerOf(chat);
    if (peer === null || (flags.isBlocked !== undefined && peer.endsWith('@g.us'))) return false;
    const changed: ChatFlags = {};
    const { isArchived, isBlocked } = flags;
    if (isArchived !== undefined && store.marks.set('archived', by.phone, peer, isArchived)) {
      changed.isArchived = isArchived;
    }
    if (isBlocked !== undefined && store.marks.set('blocked', by.phone, peer, isBlocked)) changed.isBlocked = isBlocked;
    if (Object.keys(changed).length > 0) this.#tell([by.phone], { t: 'flags', chat, flags: changed }, token);
    return true;
  }

  /** Everybody who has the message. */
  #audienceOf({ id, fromPhone, toPhone }: StoredMessage): string[] {
    const readers = toPhone.endsWith('@g.us') ? this.#around.store.groups.recipients(id) : [toPhone];
    return [...new Set([fromPhone, ...readers])];
  }

  #tell(phones: readonly string[], frame: QueuedFrame, token: string | null): void {
    for (const phone of phones) {
      for (const device of this.#around.store.devicesOf(phone)) {
        if (device.token !== token) this.#around.enqueue(device.token, frame);
      }
    }
  }
}
