import type { HostFactOf, NumberCheck } from '@waqtor/contracts';
import type { Identity, MessageChange } from '../../../simulator/network/protocol.ts';
import { abortable } from '../abortable.ts';
import type { ChatActions } from '../chat-actions.ts';
import { EngineBroken, EngineRefusal } from '../engine.ts';
import type { Engine, MissedChange, SentMessage } from '../engine.ts';
import { changesSince } from './changes-since.ts';
import type { MemoryStore } from './memory-store.ts';
import type { NetworkClient } from './network-client.ts';
import { groupFactOf, serializedIdOf, voteFactOf } from './wire-facts.ts';

export interface ReadyDevice {
  me: Identity;
  store: MemoryStore;
  client: NetworkClient;
}

/** What the network answers, or EngineBroken soon after the signal fires or when the network is away. */
export const answerOf = <T>(what: string, answer: Promise<T>, signal: AbortSignal): Promise<T> => {
  const translated = answer.catch((cause: unknown) => {
    throw new EngineBroken(what, { cause });
  });
  return abortable(translated, signal, what);
};

const keyIdOf = (waMessageId: string): string => waMessageId.split('_')[2] ?? '';

type DeviceReads = Pick<Engine, 'find' | 'backfillVotes' | 'backfillChanges' | 'downloadMedia'>;

/** The actions of a linked device of the simulated network; what the network is to do is answered by it. */
export abstract class DeviceActions implements ChatActions, DeviceReads {
  /** Throws EngineBroken when it is not linked and online. */
  protected abstract readyDevice(): ReadyDevice;

  async find(keyId: string, _chatId: string, signal: AbortSignal): Promise<SentMessage | null> {
    signal.throwIfAborted();
    const message = this.readyDevice().store.message(keyId);
    return message && { waMessageId: serializedIdOf(message), ack: message.ack, wasPresent: true };
  }

  async downloadMedia(waMessageId: string, signal: AbortSignal): Promise<{ mimetype: string; bytes: Uint8Array }> {
    const { client } = this.readyDevice();
    const asked = client.ask<'media'>({ kind: 'media', id: keyIdOf(waMessageId) });
    const media = await answerOf('media', asked, signal);
    if (!media) throw new EngineRefusal('media_missing');
    return { mimetype: media.mimetype, bytes: Buffer.from(media.base64, 'base64') };
  }

  async backfillVotes(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'poll_vote'>[]> {
    signal.throwIfAborted();
    const { store } = this.readyDevice();
    return store.votesSince(sinceMs).flatMap((vote) => voteFactOf(vote, store.message(vote.pollId)?.chat) ?? []);
  }

  async backfillChanges(sinceMs: number, signal: AbortSignal): Promise<MissedChange[]> {
    signal.throwIfAborted();
    return changesSince(this.readyDevice().store, sinceMs);
  }

  async react(waMessageId: string, emoji: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { me, store, client } = this.readyDevice();
    const targetId = keyIdOf(waMessageId);
    if (!store.message(targetId)) throw new EngineRefusal('not_found');
    client.send({ t: 'react', targetId, emoji });
    store.putReaction(targetId, { contact: { phone: me.phone, lid: me.lid, name: me.name }, emoji, atMs: Date.now() });
  }

  async markSeen(chatId: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.readyDevice().client.send({ t: 'read', chat: chatId });
  }

  async edit(waMessageId: string, text: string, signal: AbortSignal): Promise<void> {
    const { store } = this.readyDevice();
    const id = keyIdOf(waMessageId);
    const message = store.message(id);
    if (!message) throw new EngineRefusal('not_found');
    if (!message.fromMe || message.isRevoked) throw new EngineRefusal('message_not_changeable');
    if (message.body === text) return;
    await this.#change(id, { t: 'edit', body: text }, signal);
    store.setBody(id, text);
  }

  async remove(waMessageId: string, whose: 'everyone' | 'me', signal: AbortSignal): Promise<void> {
    const { store } = this.readyDevice();
    const id = keyIdOf(waMessageId);
    const message = store.message(id);
    if (whose === 'me') {
      if (!message) return;
      await this.#change(id, { t: 'delete' }, signal);
      store.remove(id);
      return;
    }
    if (!message) throw new EngineRefusal('not_found');
    if (message.isRevoked) return;
    await this.#change(id, { t: 'revoke' }, signal);
    store.revoke(id);
  }

  async #change(id: string, change: MessageChange, signal: AbortSignal): Promise<void> {
    const { client } = this.readyDevice();
    const isDone = await answerOf(change.t, client.ask<'change'>({ kind: 'change', id, change }), signal);
    if (!isDone) throw new EngineRefusal('message_not_changeable');
  }

  async typing(chatId: string, state: HostFactOf<'typing'>['state'], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.readyDevice().client.send({ t: 'typing', chat: chatId, state });
  }

  archive(chatId: string, isArchived: boolean, signal: AbortSignal): Promise<void> {
    return this.#flag(chatId, { isArchived }, signal);
  }
  async block(chatId: string, isBlocked: boolean, signal: AbortSignal): Promise<void> {
    if (chatId.endsWith('@g.us')) throw new EngineRefusal('unsupported');
    await this.#flag(chatId, { isBlocked }, signal);
  }
  async #flag(chat: string, flags: { isArchived?: boolean; isBlocked?: boolean }, signal: AbortSignal): Promise<void> {
    const { client } = this.readyDevice();
    const isDone = await answerOf('flag', client.ask<'flag'>({ kind: 'flag', chat, flags }), signal);
    if (!isDone) throw new EngineRefusal('not_found');
    this.tell({ type: 'chat_flags', chatId: chat, ...flags });
  }
  /** As a page tells of what was done in it. */
  protected abstract tell(fact: HostFactOf<'chat_flags'>): void;

  async checkNumbers(phones: readonly string[], signal: AbortSignal): Promise<NumberCheck[]> {
    const { client } = this.readyDevice();
    const one = async (phone: string): Promise<NumberCheck> => {
      const chat = `${phone}@c.us`;
      const contact = await answerOf('check', client.ask<'exists'>({ kind: 'exists', chat }), signal);
      const result = contact ? 'on_whatsapp' : 'not_on_whatsapp';
      return { input: phone, phone, result, chatId: contact && chat };
    };
    return Promise.all(phones.map(one));
  }

  async groupInfo(chatId: string, signal: AbortSignal): Promise<HostFactOf<'group'>> {
    const { me, client, store } = this.readyDevice();
    const group = await answerOf('group', client.ask<'group'>({ kind: 'group', chat: chatId }), signal);
    if (group) return groupFactOf(group, me);
    // Known from before: we are in it no more.
    const subject = store.lastSubjectOf(chatId);
    if (subject === null) throw new EngineRefusal('not_found');
    const nobody = { id: chatId, subject, description: null, isAnnouncement: false, isLid: false, participants: [] };
    return groupFactOf(nobody, me);
  }
}
