import { readFile } from 'node:fs/promises';
import type { HoldStep } from '../../../simulator/network/protocol.ts';
import { abortable } from '../abortable.ts';
import { ChatOrder } from '../chat-order.ts';
import { EngineBroken, EngineRefusal } from '../engine.ts';
import type { OutboundSend, SendPayload, SentMessage } from '../engine.ts';
import type { KeptMessage, MemoryStore } from './memory-store.ts';
import type { NetworkClient } from './network-client.ts';
import { serializedIdOf } from './wire-facts.ts';

interface Device {
  /** Of the account. */
  lid: () => string | null;
  /** Chats show as lid. */
  usesLid: () => boolean;
  /** True when the device was told to stop for ever at this step. */
  reaches: (step: HoldStep) => boolean;
}

const networkAway = (cause: unknown): never => {
  throw new EngineBroken('network away', { cause });
};

const carriedBy = (payload: SendPayload): Pick<KeptMessage, 'type' | 'body' | 'content'> => {
  switch (payload.kind) {
    case 'send_text':
      return { type: 'text', body: payload.text };
    case 'send_media':
      return { type: payload.type, body: payload.caption };
    case 'send_location':
      return { type: 'location', body: '', content: payload.content };
    case 'send_contact':
      return { type: 'contact', body: '', content: payload.content };
    case 'send_poll':
      return { type: 'poll', body: '', content: payload.content };
  }
};

/** Own sends of the memory engine: stored, then transmitted, then answered by the network; each key id once. */
export class OwnSends {
  readonly #store: MemoryStore;
  readonly #client: NetworkClient;
  readonly #device: Device;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #sending = new Map<string, Promise<void>>();
  readonly #order = new ChatOrder();
  #isEnded = false;

  constructor(store: MemoryStore, client: NetworkClient, device: Device) {
    this.#store = store;
    this.#client = client;
    this.#device = device;
  }

  async send(outbound: OutboundSend, signal: AbortSignal): Promise<SentMessage> {
    const { keyId } = outbound;
    const present = this.#store.message(keyId);
    if (!present) {
      const running = this.#sending.get(keyId) ?? this.#putOutInTurn(outbound);
      this.#sending.set(keyId, running);
      await abortable(running, signal, 'send');
    }
    return { ...(await this.#answerOf(keyId, signal)), wasPresent: present !== null };
  }

  #putOutInTurn(outbound: OutboundSend): Promise<void> {
    return this.#order
      .run(outbound.payload.chatId, () => this.#putOut(outbound))
      .finally(() => this.#sending.delete(outbound.keyId));
  }

  async #putOut({ keyId, payload, mediaPath }: OutboundSend): Promise<void> {
    const { chatId } = payload;
    if (chatId.endsWith('@broadcast')) throw new EngineRefusal('unsupported');
    const place = chatId.endsWith('@g.us') ? await this.#groupAt(chatId) : await this.#personAt(chatId);
    const bytes = mediaPath === null ? null : await this.#read(mediaPath);
    if (payload.kind === 'send_media' && !bytes) throw new EngineRefusal('media_not_accepted');
    if (this.#device.reaches('before_store')) await new Promise<never>(() => {});
    if (this.#isEnded) throw new EngineBroken('ended during send');
    const message: KeptMessage = {
      id: keyId,
      fromMe: true,
      ...place,
      ...carriedBy(payload),
      media:
        payload.kind === 'send_media' && bytes
          ? { mimetype: payload.media.mimetype, filename: payload.media.filename, sizeBytes: bytes.length }
          : null,
      mediaBase64: bytes?.toString('base64') ?? null,
      quotedId: payload.quotedWaMessageId?.split('_')[2] ?? null,
      isForwarded: payload.isForwarded ?? false,
      atMs: Date.now(),
      ack: 0,
    };
    if (!this.#store.addMessage(message) || this.#device.reaches('after_store')) return;
    this.transmit(message);
    this.#device.reaches('after_transmit');
  }

  async #personAt(chatId: string): Promise<Pick<KeptMessage, 'chat' | 'contact'>> {
    const contact = await this.#client.ask<'exists'>({ kind: 'exists', chat: chatId }).catch(networkAway);
    if (!contact) throw new EngineRefusal('number_not_on_whatsapp');
    return { chat: this.#device.usesLid() ? `${contact.lid}@lid` : chatId, contact };
  }
  async #groupAt(chatId: string): Promise<Pick<KeptMessage, 'chat' | 'contact' | 'author' | 'group'>> {
    const group = await this.#client.ask<'group'>({ kind: 'group', chat: chatId }).catch(networkAway);
    const me = group?.participants.find(({ contact }) => contact.lid === this.#device.lid());
    if (!group || !me) throw new EngineRefusal('not_found');
    return { chat: chatId, contact: me.contact, author: me.id, group: { subject: group.subject } };
  }

  async #read(path: string): Promise<Buffer> {
    return readFile(path).catch((cause: unknown) => {
      throw new EngineRefusal('media_not_accepted', { cause });
    });
  }

  /** Also after each start, for what the network has not answered. */
  transmit(kept: KeptMessage, isAgain = false): void {
    const { id, chat, type, body, media, mediaBase64, quotedId, atMs, content = null, isForwarded = false } = kept;
    const carried = { type, body, media, mediaBase64, quotedId, content, isForwarded };
    this.#client.send({ t: 'send', message: { id, chat, atMs, ...carried, isAgain } });
  }

  /** Waits for an ack other than 0 as long as the signal allows. */
  async #answerOf(keyId: string, signal: AbortSignal): Promise<Omit<SentMessage, 'wasPresent'>> {
    for (;;) {
      if (this.#isEnded) throw new EngineBroken('ended during send');
      const message = this.#store.message(keyId);
      if (!message) throw new EngineBroken('message vanished');
      if (message.ack !== 0 || signal.aborted) return { waMessageId: serializedIdOf(message), ack: message.ack };
      await this.#changeOf(keyId, signal);
    }
  }

  #changeOf(keyId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wakers = this.#waiting.get(keyId) ?? new Set();
      const wake = () => {
        wakers.delete(wake);
        if (wakers.size === 0) this.#waiting.delete(keyId);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      wakers.add(wake);
      this.#waiting.set(keyId, wakers);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** The ack of this message changed. */
  wake(keyId: string): void {
    for (const wake of [...(this.#waiting.get(keyId) ?? [])]) wake();
  }

  end(): void {
    this.#isEnded = true;
    for (const keyId of [...this.#waiting.keys()]) this.wake(keyId);
  }
}
