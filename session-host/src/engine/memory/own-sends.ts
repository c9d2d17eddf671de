import { readFile } from 'node:fs/promises';
import type { HoldStep } from '../../../simulator/network/protocol.ts';
import { abortable } from '../abortable.ts';
import { ChatOrder } from '../chat-order.ts';
import { EngineBroken, EngineRefusal } from '../engine.ts';
import type { OutboundSend, SentMessage } from '../engine.ts';
import type { KeptMessage, MemoryStore } from './memory-store.ts';
import type { NetworkClient } from './network-client.ts';
import { serializedIdOf } from './wire-facts.ts';

interface Device {
  /** Chats show as lid. */
  usesLid: () => boolean;
  /** True when the device was told to stop for ever at this step. */
  reaches: (step: HoldStep) => boolean;
}

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
    if (chatId.endsWith('@g.us') || chatId.endsWith('@broadcast')) throw new EngineRefusal('unsupported');
    const contact = await this.#client.ask<'exists'>({ kind: 'exists', chat: chatId }).catch((cause: unknown) => {
      throw new EngineBroken('network away', { cause });
    });
    if (!contact) throw new EngineRefusal('number_not_on_whatsapp');
    const bytes = mediaPath === null ? null : await this.#read(mediaPath);
    if (payload.kind === 'send_media' && !bytes) throw new EngineRefusal('media_not_accepted');
    if (this.#device.reaches('before_store')) await new Promise<never>(() => {});
    if (this.#isEnded) throw new EngineBroken('ended during send');
    const message: KeptMessage = {
      id: keyId,
      fromMe: true,
      chat: this.#device.usesLid() ? `${contact.lid}@lid` : chatId,
      contact,
      type: payload.kind === 'send_text' ? 'text' : payload.type,
      body: payload.kind === 'send_text' ? payload.text : payload.caption,
      media:
        payload.kind === 'send_media' && bytes
          ? { mimetype: payload.media.mimetype, filename: payload.media.filename, sizeBytes: bytes.length }
          : null,
      mediaBase64: bytes?.toString('base64') ?? null,
      quotedId: payload.quotedWaMessageId?.split('_')[2] ?? null,
      atMs: Date.now(),
      ack: 0,
    };
    if (!this.#store.addMessage(message) || this.#device.reaches('after_store')) return;
    this.transmit(message);
    this.#device.reaches('after_transmit');
  }

  async #read(path: string): Promise<Buffer> {
    return readFile(path).catch((cause: unknown) => {
      throw new EngineRefusal('media_not_accepted', { cause });
    });
  }

  /** Also after each start, for what the network has not answered. */
  transmit({ id, chat, type, body, media, mediaBase64, quotedId, atMs }: KeptMessage): void {
    this.#client.send({ t: 'send', message: { id, chat, type, body, media, mediaBase64, quotedId, atMs } });
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
