import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { DEFAULT_LATENCY } from './ack-schedule.ts';
import type { LatencyProfile } from './ack-schedule.ts';
import { Delivery, contactOf, personAt } from './delivery.ts';
import type { Destination } from './delivery.ts';
import { DeviceLink } from './device-link.ts';
import { answerFrame } from './device-frames.ts';
import { applyFaults, deviceFaultsOf, NO_FAULTS } from './faults.ts';
import type { Faults, FaultsRequest } from './faults.ts';
import { GroupDesk } from './group-desk.ts';
import { MessageActs } from './message-acts.ts';
import { NetworkStore } from './network-store.ts';
import type { Account } from './network-store.ts';
import { PairingDesk } from './pairing-desk.ts';
import type { DeviceFrame, HoldStep, Identity, QueuedFrame, TypingState } from './protocol.ts';
import { Refused } from './refused.ts';
import { seededRandom } from './seeded-random.ts';
import { TypingBoard } from './typing-board.ts';

/** A page gets at most so many contacts of its address book at once; the others come with their messages. */
const MAX_CONTACTS = 500;
/** `POST /faults` waits so long for the devices to say that they know. */
const FAULTS_APPLIED_WITHIN_MS = 1_000;
export const DEFAULT_QR_ROTATION_MS = 20_000;

export interface NetworkOptions {
  dataDir: string;
  qrRotationMs?: number;
  latency?: LatencyProfile;
  seed?: number;
}

export interface AccountWish {
  name?: string | undefined;
  persona?: string | null | undefined;
  phoneHidden?: boolean | undefined;
}

/** The simulated WhatsApp network: who exists, which devices are linked, what was delivered. */
export class Network {
  readonly store: NetworkStore;
  readonly desk: PairingDesk;
  readonly delivery: Delivery;
  readonly groups: GroupDesk;
  readonly acts: MessageActs;
  readonly typings = new TypingBoard();
  /** How often the dialog with news was put away. */
  newsRead = 0;
  readonly #links = new Set<DeviceLink>();
  #faults: Faults = { ...NO_FAULTS };
  #faultsNo = 0;
  #reached: HoldStep | null = null;
  /** Devices whose account is in use elsewhere, by token. */
  readonly #conflicts = new Set<string>();
  #healTimer: NodeJS.Timeout | null = null;

  constructor(options: NetworkOptions) {
    this.store = new NetworkStore(options.dataDir);
    this.desk = new PairingDesk(options.qrRotationMs ?? DEFAULT_QR_ROTATION_MS);
    this.delivery = new Delivery({
      store: this.store,
      latency: options.latency ?? DEFAULT_LATENCY,
      random: seededRandom(options.seed ?? 1),
      faults: () => this.#faults,
      enqueue: (token, frame, delayMs) => this.enqueue(token, frame, delayMs),
      newPhoneId: () => this.newPhoneId(),
    });
    const { store, delivery } = this;
    const enqueue = (token: string, frame: QueuedFrame): void => this.enqueue(token, frame);
    this.groups = new GroupDesk({ store, delivery, enqueue, newPhoneId: this.newPhoneId });
    this.acts = new MessageActs({ store, delivery, enqueue, peerOf: (chat) => this.#peerOf(chat) });
  }

  get faults(): Readonly<Faults> {
    return this.#faults;
  }
  get reached(): HoldStep | null {
    return this.#reached;
  }
  newPhoneId = (): string => `3A${randomBytes(9).toString('hex').toUpperCase()}`;

  /** Creates the account, or renames it; the lid of a phone is always the same. */
  putAccount(phone: string, { name, persona, phoneHidden }: AccountWish = {}): Account {
    const known = this.store.account(phone);
    const digest = createHash('sha256').update(`lid ${phone}`).digest();
    const account: Account = {
      phone,
      name: name ?? known?.name ?? `+${phone}`,
      lid: known?.lid ?? `1${digest.readBigUInt64BE().toString().padStart(14, '0').slice(0, 14)}`,
      persona: persona === undefined ? (known?.persona ?? null) : persona,
      isPhoneHidden: Number(phoneHidden ?? known?.isPhoneHidden ?? 0),
    };
    this.store.putAccount(account);
    if (known?.isPhoneHidden && !account.isPhoneHidden) this.#tellContact(account);
    return account;
  }

  /** Every linked device of others hears what is known of the account now. */
  #tellContact(account: Account): void {
    for (const { phone } of this.store.accounts(MAX_CONTACTS)) {
      if (phone === account.phone) continue;
      for (const { token } of this.store.devicesOf(phone)) {
        this.enqueue(token, { t: 'contact', contact: contactOf(account) });
      }
    }
  }

  /** Who is behind a chat id; null when nobody is on WhatsApp there. */
  accountOf(chat: string): Account | null {
    const [user = '', server] = chat.split('@');
    if (server === 'lid') return this.store.accountByLid(user);
    if (server !== 'c.us') return null;
    return this.store.account(user) ?? (this.#faults.any_number ? this.putAccount(user) : null);
  }

  /** Where a message for this chat goes; null where there is nobody. */
  destinationOf(chat: string): Destination | null {
    const group = this.store.groups.get(chat);
    if (group) return { kind: 'group', group, members: this.store.groups.members(group.id) };
    const account = this.accountOf(chat);
    return account && personAt(account);
  }
  chatIdOf = (to: Destination): string => (to.kind === 'group' ? to.group.id : this.delivery.chatIdOf(to.account));
  #peerOf(chat: string): string | null {
    const to = this.destinationOf(chat);
    return to && (to.kind === 'group' ? to.group.id : to.account.phone);
  }

  /** `to` is told if it is online now. Nobody is told by whom they have blocked. */
  type(from: Account, to: Destination, state: TypingState): void {
    this.typings.note({ from: from.phone, to: to.kind === 'group' ? to.group.id : to.account.phone, state });
    const phones = to.kind === 'group' ? to.members.map(({ phone }) => phone) : [to.account.phone];
    const writer = this.delivery.personOf(from);
    const chat = to.kind === 'group' ? to.group.id : writer.id;
    for (const link of this.#links) {
      if (link.phone === null || link.phone === from.phone || !phones.includes(link.phone)) continue;
      if (this.store.marks.has('blocked', link.phone, from.phone)) continue;
      link.send({ t: 'typing', chat, writer, state });
    }
  }

  /** A device connected. Returns what to do with its frames and with its end. */
  connect(socket: WebSocket): { receive: (frame: DeviceFrame) => void; end: () => void } {
    const link = new DeviceLink(socket, this.store);
    this.#links.add(link);
    link.send({ t: 'faults', n: this.#faultsNo, faults: deviceFaultsOf(this.#faults) });
    return {
      receive: (frame) => answerFrame(this, link, frame),
      end: () => {
        this.#links.delete(link);
        link.goOffline();
        if (![...this.#links].some((other) => other.deviceId === link.deviceId)) this.desk.close(link.deviceId);
      },
    };
  }

  identityOf = (account: Account, token: string): Identity => ({
    phone: account.phone,
    lid: account.lid,
    name: account.name,
    platform: 'android',
    token,
  });
  contacts = () => this.store.accounts(MAX_CONTACTS).map(contactOf);

  /** Links the device that shows this QR or asked for this code to the account of `phone`. */
  scan(phone: string, how: { qr: string } | { pairingCode: string }): void {
    const account = this.store.account(phone);
    if (!account) throw new Refused(404, 'There is no account with this phone.');
    const deviceId =
      'qr' in how ? this.desk.deviceByQr(how.qr) : this.desk.deviceByCode(how.pairingCode, account.phone);
    const link = [...this.#links].find((candidate) => candidate.deviceId === deviceId);
    if (!deviceId || !link) {
      throw new Refused(409, 'No session shows this code now: it may have expired, or it was for another phone.');
    }
    const token = randomUUID();
    this.store.putDevice({ token, phone, linkedAtMs: Date.now() });
    this.desk.close(deviceId);
    const me = this.identityOf(account, token);
    const marks = { archived: this.#chatsWith('archived', phone), blocked: this.#chatsWith('blocked', phone) };
    link.send({ t: 'paired', me, contacts: this.contacts(), marks });
    link.goOnline(phone, token);
  }

  /** Unlinks every device of the account, as by hand on the phone; answers how many there were. */
  unlink(phone: string): number {
    const devices = this.store.devicesOf(phone);
    for (const device of devices) {
      this.store.removeDevice(device.token);
      for (const link of this.#links) {
        if (link.token !== device.token) continue;
        link.goOffline();
        link.send({ t: 'unlinked' });
      }
    }
    return devices.length;
  }

  enqueue(token: string, frame: QueuedFrame, delayMs = 0): void {
    const dueAtMs = Date.now() + delayMs;
    const seq = this.store.enqueue(token, dueAtMs, frame);
    for (const link of this.#links) if (link.token === token) link.schedule(seq, dueAtMs, frame);
  }

  #chatsWith = (mark: 'archived' | 'blocked', phone: string): string[] =>
    this.store.marks.peers(mark, phone).flatMap((peer) => {
      const account = this.store.account(peer);
      return peer.endsWith('@g.us') ? [peer] : account ? [this.delivery.chatIdOf(account)] : [];
    });

  /** A hold happens once: the next start of the device is free of it. */
  holdReached(step: HoldStep): void {
    this.#reached = step;
    this.#faults = { ...this.#faults, hold_at: null };
  }

  isOnline = (token: string): boolean => [...this.#links].some((link) => link.token === token);

  /** Applies a request (null clears all) and resolves when the connected devices know it. */
  async setFaults(request: FaultsRequest | null): Promise<void> {
    this.#faults = request === null ? { ...NO_FAULTS } : applyFaults(this.#faults, request);
    if (request === null || request.hold_at !== undefined) this.#reached = null;
    const linked = [...this.#links].filter((link) => link.token !== null);
    if (request === null) this.#conflicts.clear();
    if (request === null || request.quota !== undefined) this.delivery.countAnew();
    const struck = linked.filter((link) => request?.phone === undefined || link.phone === request.phone);
    if (request?.conflict) for (const link of struck) this.#openElsewhere(link);
    if (request?.deaf) for (const link of struck) link.send({ t: 'deaf', how: request.deaf });
    if (request?.crash_renderer) for (const link of struck) link.send({ t: 'crash' });
    if (request?.freeze) for (const link of struck) link.send({ t: 'freeze' });
    if (this.#healTimer) clearTimeout(this.#healTimer);
    if (typeof request?.network_cut === 'number') {
      this.#healTimer = setTimeout(() => (this.#faults = { ...this.#faults, network_cut: false }), request.network_cut);
    }
    if (this.#faults.network_cut) for (const link of [...this.#links]) link.cut();
    else if (!request?.crash_renderer && !request?.freeze) await this.#tellFaults();
  }

  #openElsewhere(link: DeviceLink): void {
    if (link.token) this.#conflicts.add(link.token);
    link.send({ t: 'state', state: 'CONFLICT' });
  }

  isOpenElsewhere = (token: string): boolean => this.#conflicts.has(token);

  takeOver(link: DeviceLink): void {
    if (link.token) this.#conflicts.delete(link.token);
    link.send({ t: 'state', state: 'CONNECTED' });
  }

  async #tellFaults(): Promise<void> {
    const n = ++this.#faultsNo;
    for (const link of this.#links) link.send({ t: 'faults', n, faults: deviceFaultsOf(this.#faults) });
    const until = Date.now() + FAULTS_APPLIED_WITHIN_MS;
    while ([...this.#links].some((link) => link.deviceId !== '' && link.faultsApplied < n) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Forgets everything; linked devices are unlinked. */
  reset(): void {
    for (const account of this.store.accounts(1_000_000)) this.unlink(account.phone);
    this.delivery.stop();
    this.store.clear();
    this.#faults = { ...NO_FAULTS };
    this.#reached = null;
    this.#conflicts.clear();
  }

  close(): void {
    if (this.#healTimer) clearTimeout(this.#healTimer);
    this.delivery.stop();
    this.desk.closeAll();
    for (const link of [...this.#links]) link.cut();
    this.store.close();
  }
}
