import { planAcks } from './ack-schedule.ts';
import type { LatencyProfile } from './ack-schedule.ts';
import type { Faults } from './faults.ts';
import type { Account, NetworkStore, StoredMessage } from './network-store.ts';
import { personaReply } from './personas.ts';
import type { GroupRow, MemberRow } from './group-rows.ts';
import type { QueuedFrame, TransmittedMessage, WireContact, WireMessage, WirePerson } from './protocol.ts';

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

/** Where a message goes. */
export type Destination =
  { kind: 'person'; account: Account } | { kind: 'group'; group: GroupRow; members: readonly MemberRow[] };
export const personAt = (account: Account): Destination => ({ kind: 'person', account });

const mayWrite = (from: Account, to: Destination): boolean => {
  if (to.kind === 'person') return true;
  const member = to.members.find(({ phone }) => phone === from.phone);
  return member !== undefined && (to.group.isAnnouncement === 0 || member.isAdmin === 1);
};

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

  get showsLids(): boolean {
    return this.#around.faults().lid;
  }
  personOf = (account: Account): WirePerson => ({ id: this.chatIdOf(account), contact: contactOf(account) });

  /** `token` is the device that transmitted, null for the phone itself. */
  accept(from: Account, token: string | null, to: Destination | null, message: TransmittedMessage): void {
    const { store, faults } = this.#around;
    if (!to || !mayWrite(from, to)) {
      if (token) this.#around.enqueue(token, { t: 'ack', id: message.id, ack: -1 });
      return;
    }
    const known = store.message(message.id);
    const isDuplicate = known !== null && known.fromPhone === from.phone;
    if (isDuplicate && (faults().dedupe || message.isAgain)) {
      if (token) store.addTransmission(from.phone, message.id, true);
      if (token && !faults().drop_acks) this.#around.enqueue(token, { t: 'ack', id: message.id, ack: known.ack });
      return;
    }
    if (token && this.#isRefused(from.phone)) {
      this.#around.enqueue(token, { t: 'ack', id: message.id, ack: -1 });
      return;
    }
    const isKept = message.type === 'interactive' && faults().drop_buttons;
    const isBlocked = to.kind === 'person' && store.marks.has('blocked', to.account.phone, from.phone);
    const isDelivered = !isKept && !isBlocked;
    store.transaction(() => this.#keep(from, token, to, message, isDelivered));
    this.#toDevices(from, to, token, message, isDelivered);
    this.#acks(from, message.id, isDelivered);
    if (isDelivered && to.kind === 'person') this.#persona(from, to.account, message);
  }

  #keep(from: Account, token: string | null, to: Destination, message: TransmittedMessage, isDelivered: boolean): void {
    const { store } = this.#around;
    if (token) store.addTransmission(from.phone, message.id, false);
    store.addMessage(
      {
        id: message.id,
        fromPhone: from.phone,
        toPhone: to.kind === 'person' ? to.account.phone : to.group.id,
        type: message.type,
        body: message.body,
        mimetype: message.media?.mimetype ?? null,
        filename: message.media?.filename ?? null,
        sizeBytes: message.media?.sizeBytes ?? null,
        quotedId: message.quotedId,
        atMs: message.atMs,
        ack: isDelivered ? 2 : 1,
        isDelivered: isDelivered ? 1 : 0,
        content: message.content ? JSON.stringify(message.content) : null,
        isForwarded: message.isForwarded ? 1 : 0,
      },
      message.mediaBase64 === null ? null : Buffer.from(message.mediaBase64, 'base64'),
    );
    if (to.kind === 'person') return;
    for (const { phone } of to.members) if (phone !== from.phone) store.groups.addRecipient(message.id, phone);
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

  #toDevices(
    from: Account,
    to: Destination,
    token: string | null,
    message: TransmittedMessage,
    isDelivered: boolean,
  ): void {
    const { store, enqueue } = this.#around;
    const readers = to.kind === 'person' ? [to.account.phone] : to.members.map(({ phone }) => phone);
    for (const phone of isDelivered ? readers : []) {
      if (to.kind === 'group' && phone === from.phone) continue;
      for (const device of store.devicesOf(phone)) {
        if (device.token === token) continue;
        enqueue(device.token, { t: 'message', message: this.#wireMessage(message, from, to, false) });
      }
    }
    if (to.kind === 'person' && from.phone === to.account.phone) return;
    for (const device of store.devicesOf(from.phone)) {
      if (device.token === token) continue;
      enqueue(device.token, { t: 'message', message: this.#wireMessage(message, from, to, true) });
    }
  }

  #wireMessage(message: TransmittedMessage, from: Account, to: Destination, fromMe: boolean): WireMessage {
    const peer = fromMe && to.kind === 'person' ? to.account : from;
    const { id, type, body, media, quotedId, atMs, content = null, isForwarded = false } = message;
    return {
      ...{ id, type, body, media, quotedId, atMs, content, isForwarded, fromMe },
      chat: to.kind === 'person' ? this.chatIdOf(peer) : to.group.id,
      contact: contactOf(peer),
      ack: fromMe ? 1 : 0,
      ...(to.kind === 'group' ? { author: this.chatIdOf(from), group: { subject: to.group.subject } } : {}),
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

  /** The owner of `reader` has read everything that came from there. */
  markRead(reader: Account, from: Destination): void {
    if (from.kind === 'group') {
      const everybodyRead = this.#around.store.groups.markRead(from.group.id, reader.phone);
      for (const message of everybodyRead) this.raiseAck(message, 3);
      return;
    }
    const writer = from.account;
    for (const { id } of this.#around.store.unreadFrom(writer.phone, reader.phone)) {
      this.raiseAck({ id, fromPhone: writer.phone }, 3);
    }
  }

  #persona(from: Account, to: Account, message: TransmittedMessage): void {
    if (to.persona === null || from.persona !== null) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.markRead(to, personAt(from));
      const body = personaReply(to.persona, message.body, this.#around.random);
      if (!body) return;
      this.accept(to, null, personAt(from), {
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
