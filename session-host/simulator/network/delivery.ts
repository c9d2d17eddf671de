import { planAcks } from './ack-schedule.ts';
import type { LatencyProfile } from './ack-schedule.ts';
import type { Faults } from './faults.ts';
import type { Account, NetworkStore, StoredMessage } from './network-store.ts';
import { personaReply } from './personas.ts';
import type { QueuedFrame, TransmittedMessage, WireContact, WireMessage } from './protocol.ts';

/** A persona reads and answers after so many ms. */
const PERSONA_DELAY_MS = 150;

interface Surroundings {
  store: NetworkStore;
  latency: LatencyProfile;
  random: () => number;
  faults: () => Faults;
  /** Puts a frame into the durable queue of a device and sends it when due. */
  enqueue: (token: string, frame: QueuedFrame, delayMs?: number) => void;
  /** A new id in the shape of a phone's own. */
  newPhoneId: () => string;
}

/** A person as others see them. */
export const contactOf = (account: Account): WireContact => ({
  phone: account.isPhoneHidden ? null : account.phone,
  lid: account.lid,
  name: account.name,
});

/** Takes messages in, ignores what it has, delivers to phones and linked devices, and sends acks back. */
export class Delivery {
  readonly #around: Surroundings;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Messages of linked devices that were taken since the quota was set, by phone. */
  readonly #taken = new Map<string, number>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  chatIdOf(account: Account): string {
    return this.#around.faults().lid || account.isPhoneHidden ? `${account.lid}@lid` : `${account.phone}@c.us`;
  }

  /** `token` is the device that transmitted, null for the phone itself. */
  accept(from: Account, token: string | null, to: Account | null, message: TransmittedMessage): void {
    const { store, faults } = this.#around;
    if (!to) {
      if (token) this.#around.enqueue(token, { t: 'ack', id: message.id, ack: -1 });
      return;
    }
    const known = store.message(message.id);
    const isDuplicate = known !== null && known.fromPhone === from.phone;
    if (isDuplicate && faults().dedupe) {
      if (token) store.addTransmission(from.phone, message.id, true);
      if (token && !faults().drop_acks) this.#around.enqueue(token, { t: 'ack', id: message.id, ack: known.ack });
      return;
    }
    if (token && this.#isRefused(from.phone)) {
      this.#around.enqueue(token, { t: 'ack', id: message.id, ack: -1 });
      return;
    }
    const isDelivered = !(message.type === 'interactive' && faults().drop_buttons);
    store.transaction(() => {
      if (token) store.addTransmission(from.phone, message.id, false);
      store.addMessage(
        {
          id: message.id,
          fromPhone: from.phone,
          toPhone: to.phone,
          type: message.type,
          body: message.body,
          mimetype: message.media?.mimetype ?? null,
          filename: message.media?.filename ?? null,
          sizeBytes: message.media?.sizeBytes ?? null,
          quotedId: message.quotedId,
          atMs: message.atMs,
          ack: isDelivered ? 2 : 1,
          isDelivered: isDelivered ? 1 : 0,
        },
        message.mediaBase64 === null ? null : Buffer.from(message.mediaBase64, 'base64'),
      );
    });
    if (isDelivered) this.#toDevices(from, to, token, message);
    this.#acks(from, message.id, isDelivered);
    if (isDelivered) this.#persona(from, to, message);
  }

  #isRefused(phone: string): boolean {
    const { restriction, quota } = this.#around.faults();
    if (restriction) return true;
    const taken = (this.#taken.get(phone) ?? 0) + 1;
    if (quota !== null && taken > quota) return true;
    this.#taken.set(phone, taken);
    return false;
  }

  /** The quota begins anew. */
  countAnew(): void {
    this.#taken.clear();
  }

  #toDevices(from: Account, to: Account, token: string | null, message: TransmittedMessage): void {
    for (const device of this.#around.store.devicesOf(to.phone)) {
      if (device.token === token) continue;
      this.#around.enqueue(device.token, { t: 'message', message: this.wireMessage(message, from, false) });
    }
    if (from.phone === to.phone) return;
    for (const device of this.#around.store.devicesOf(from.phone)) {
      if (device.token === token) continue;
      this.#around.enqueue(device.token, { t: 'message', message: this.wireMessage(message, to, true) });
    }
  }

  wireMessage(message: TransmittedMessage, peer: Account, fromMe: boolean): WireMessage {
    return {
      id: message.id,
      fromMe,
      chat: this.chatIdOf(peer),
      contact: contactOf(peer),
      type: message.type,
      body: message.body,
      media: message.media,
      quotedId: message.quotedId,
      atMs: message.atMs,
      ack: fromMe ? 1 : 0,
    };
  }

  #acks(from: Account, id: string, isDelivered: boolean): void {
    const plan = planAcks(this.#around.faults(), this.#around.latency, this.#around.random);
    for (const { ack, delayMs } of plan) {
      if (ack > 1 && !isDelivered) continue;
      for (const device of this.#around.store.devicesOf(from.phone)) {
        this.#around.enqueue(device.token, { t: 'ack', id, ack }, delayMs);
      }
    }
  }

  /** Raises the ack of a message by the receiver's hand or device, and tells the sender's devices. */
  raiseAck(message: Pick<StoredMessage, 'id' | 'fromPhone'>, ack: number): void {
    if (!this.#around.store.raiseAck(message.id, ack) || this.#around.faults().drop_acks) return;
    for (const device of this.#around.store.devicesOf(message.fromPhone)) {
      this.#around.enqueue(device.token, { t: 'ack', id: message.id, ack }, this.#around.faults().delay_acks_ms);
    }
  }

  /** The owner of `reader` has read everything that `writer` sent. */
  markRead(reader: Account, writer: Account): void {
    for (const { id } of this.#around.store.unreadFrom(writer.phone, reader.phone)) {
      this.raiseAck({ id, fromPhone: writer.phone }, 3);
    }
  }

  #persona(from: Account, to: Account, message: TransmittedMessage): void {
    if (to.persona === null || from.persona !== null) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.markRead(to, from);
      const body = personaReply(to.persona, message.body, this.#around.random);
      if (!body) return;
      this.accept(to, null, from, {
        id: this.#around.newPhoneId(),
        chat: `${from.phone}@c.us`,
        type: 'text',
        body,
        media: null,
        mediaBase64: null,
        quotedId: null,
        atMs: Date.now(),
      });
    }, PERSONA_DELAY_MS);
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
