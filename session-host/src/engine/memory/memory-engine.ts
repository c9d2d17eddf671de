import { randomUUID } from 'node:crypto';
import type { Capabilities, HostFactOf } from '@waqtor/contracts';
import type { DeviceFaults, HoldStep, Identity, NetworkFrame } from '../../../simulator/network/protocol.ts';
import { EngineBroken, EngineDeaf, EngineRefusal } from '../engine.ts';
import type {
  CreateEngine,
  Engine,
  EngineFact,
  EngineOptions,
  MendStage,
  OutboundSend,
  SentMessage,
} from '../engine.ts';
import { abortable } from '../abortable.ts';
import { MAX_QR_ATTEMPTS, OWN_ID_KINDS } from '../engine-limits.ts';
import { GroupBook } from '../group-book.ts';
import { tellingIdentities } from '../identities.ts';
import { Arrivals } from './arrivals.ts';
import { DeviceActions, answerOf } from './device-actions.ts';
import type { ReadyDevice } from './device-actions.ts';
import { MemoryStore, removeMemoryProfile } from './memory-store.ts';
import { NetworkClient } from './network-client.ts';
import { OwnSends } from './own-sends.ts';
import { clientInfoOf, messageFactOf, peerOf } from './wire-facts.ts';

export const MEMORY_CAPABILITIES: Capabilities = {
  engine: 'memory',
  isSimulated: true,
  send: [...OWN_ID_KINDS],
  sendWithOwnId: [...OWN_ID_KINDS],
  pairingCode: true,
  history: true,
};

const NO_DEVICE_FAULTS: DeviceFaults = {
  holdAt: null,
  sync: 'normal',
  lid: false,
  slowLoadMs: 0,
  passkey: false,
  dialog: null,
};

/** The memory engine with a way to die, for tests of the supervisor. */
export interface MemoryEngine extends Engine {
  /** Ends at once without a word, as a killed browser does; `onBroken` is called. */
  crash(): void;
}

/**
 * An engine without a browser: a device of the simulated network in this process. It behaves as the page does: an own
 * message is stored before it is transmitted, and transmitted again after a start until the network answers.
 */
class NetworkDevice extends DeviceActions implements MemoryEngine {
  readonly capabilities = MEMORY_CAPABILITIES;
  readonly browserPid = null;
  readonly #options: EngineOptions;
  readonly #store: MemoryStore;
  readonly #client: NetworkClient;
  readonly #deviceId = randomUUID();
  readonly #sends: OwnSends;
  readonly #groups = new GroupBook(
    (chatId, signal) => this.groupInfo(chatId, signal),
    (fact) => this.tell(fact),
  );
  readonly #arrivals: Arrivals;
  #me: Identity | null;
  #faults: DeviceFaults = NO_DEVICE_FAULTS;
  #isHeld = false;
  #isEnded = false;
  #isReady = false;
  /** For a person at the phone. */
  #isWaiting = false;
  #qrAttempt = 0;

  constructor(options: EngineOptions, simulatorUrl: string) {
    super();
    this.#options = { ...options, emit: tellingIdentities(options.emit) };
    this.#store = new MemoryStore(options.profileDir);
    this.#me = this.#store.login();
    this.#client = new NetworkClient(simulatorUrl, {
      open: () => this.#hello(),
      close: () => this.#networkLost(),
      frame: (frame) => this.#receive(frame),
    });
    this.#sends = new OwnSends(this.#store, this.#client, {
      lid: () => this.#me?.lid ?? null,
      usesLid: () => this.#faults.lid,
      reaches: (step) => this.#reaches(step),
    });
    this.#arrivals = new Arrivals(this.#store, this.#sends, this.#groups, this.#options.emit);
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#state('connecting', null);
    this.#client.connect();
  }

  #hello(): void {
    const identity = this.#me && { phone: this.#me.phone, token: this.#me.token };
    this.#client.send({ t: 'hello', deviceId: this.#deviceId, identity });
  }

  #state(status: HostFactOf<'state'>['status'], reason: HostFactOf<'state'>['reason']): void {
    const clientInfo = this.#me && clientInfoOf(this.#me);
    this.#options.emit({ type: 'state', status, reason, clientInfo });
  }

  #networkLost(): void {
    if (this.#isReady) this.#state('disconnected', 'network');
    this.#isReady = false;
  }

  #receive(frame: NetworkFrame): void {
    if (this.#isEnded || this.#isHeld) return;
    switch (frame.t) {
      case 'faults':
        this.#faultsChanged(frame.faults);
        this.#client.send({ t: 'faults_applied', n: frame.n });
        return;
      case 'ref':
        return this.#showQr(frame.ref, frame.rotationMs);
      case 'idle':
        return this.#client.send({ t: 'refresh' });
      case 'paired':
        this.#store.putLogin(frame.me);
        this.#me = frame.me;
        this.#isWaiting = this.#faults.passkey;
        return this.#isWaiting ? this.#state('action_required', 'passkey_required') : this.#online(frame.me);
      case 'welcome':
        if (!frame.isOpenElsewhere) return this.#online(frame.me);
        if (!this.#options.takesOver) return this.#die('disconnected', 'conflict');
        this.#client.send({ t: 'takeover' });
        return this.#online(frame.me);
      case 'unlinked':
        return this.#unlinked();
      case 'state':
        if (frame.state === 'CONFLICT') this.#die('disconnected', 'conflict');
        return;
      case 'crash':
        return this.crash();
      case 'freeze':
        this.#isHeld = true;
        return;
      case 'deaf':
        return this.#arrivals.deafen(frame.how);
      case 'queued':
        if (this.#me) this.#arrivals.take(frame.frame, this.#me);
        return this.#client.send({ t: 'done', seqs: [frame.seq] });
      case 'typing': {
        const { chat, writer, state } = frame;
        this.#options.emit({ type: 'typing', chatId: chat, state, peer: peerOf(writer.contact) });
        return;
      }
      case 'answer':
        return;
    }
  }

  /** The person at the phone did what was asked, or is asked for something. */
  #faultsChanged(faults: DeviceFaults): void {
    this.#faults = faults;
    const isDialog = this.#isReady && faults.dialog === 'phone';
    if (isDialog) this.#state('action_required', 'confirm_on_phone');
    else if (this.#isWaiting && !faults.passkey && this.#me) this.#online(this.#me);
    this.#isWaiting = isDialog || (this.#isWaiting && faults.passkey);
  }

  #showQr(ref: string, rotationMs: number): void {
    this.#qrAttempt += 1;
    if (this.#qrAttempt > MAX_QR_ATTEMPTS) {
      this.#state('stopped', 'qr_expired');
      this.#end();
      return;
    }
    if (this.#qrAttempt === 1) this.#state('qr', null);
    const qr = [ref, 'c2lt', 'c2lt', 'c2lt', '1'].join(',');
    const expiresAt = new Date(Date.now() + rotationMs).toISOString();
    this.#options.emit({ type: 'qr', qr, attempt: this.#qrAttempt, maxAttempts: MAX_QR_ATTEMPTS, expiresAt });
  }

  #online(me: Identity): void {
    this.#me = me;
    if (this.#faults.sync === 'never') return;
    this.#isReady = true;
    this.#state('ready', null);
    for (const message of this.#store.untransmitted()) this.#sends.transmit(message, true);
  }

  #unlinked(): void {
    this.#store.wipe();
    this.#me = null;
    this.#die('disconnected', 'unlinked');
  }

  /** The end of this instance: the supervisor builds a new one. */
  #die(status: 'disconnected', reason: 'unlinked' | 'conflict'): void {
    this.#state(status, reason);
    this.#end();
    this.#options.onBroken(new EngineBroken(reason));
  }

  /** True when the device is told to stop at this step; from then on it hears nothing. */
  #reaches(step: HoldStep): boolean {
    if (this.#faults.holdAt !== step) return false;
    this.#isHeld = true;
    this.#client.send({ t: 'held', step });
    return true;
  }

  #mustBeReady(): Identity {
    if (this.#isEnded || !this.#isReady || !this.#me) throw new EngineBroken('not ready');
    return this.#me;
  }

  async send(outbound: OutboundSend, signal: AbortSignal): Promise<SentMessage> {
    signal.throwIfAborted();
    this.#mustBeReady();
    if (outbound.payload.chatId.endsWith('@g.us')) this.#groups.meet(outbound.payload.chatId);
    return this.#sends.send(outbound, signal);
  }

  protected readyDevice(): ReadyDevice {
    return { me: this.#mustBeReady(), store: this.#store, client: this.#client };
  }

  protected tell(fact: EngineFact): void {
    if (!this.#isEnded) this.#options.emit(fact);
  }

  async pairingCode(phone: string, signal: AbortSignal): Promise<{ code: string; expiresAt: string }> {
    const answer = await answerOf(
      'pairing code',
      this.#client.ask<'pairing_code'>({ kind: 'pairing_code', phone }),
      signal,
    );
    if (!answer) throw new EngineRefusal('conflict');
    return { code: answer.code, expiresAt: new Date(answer.expiresAtMs).toISOString() };
  }

  async probe(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isHeld) await abortable(new Promise<never>(() => {}), signal, 'probe');
    if (this.#isEnded || !this.#client.isOpen) throw new EngineBroken('network away');
    if (this.#arrivals.isFoundDeaf) throw new EngineDeaf();
  }

  async mend(stage: MendStage, signal: AbortSignal): Promise<void> {
    if (this.#isHeld) await abortable(new Promise<never>(() => {}), signal, stage);
    this.#mustBeReady();
    this.#arrivals.mend(stage);
  }

  async backfill(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'message'>[]> {
    signal.throwIfAborted();
    const me = this.#mustBeReady();
    const messages = this.#store.since(sinceMs).filter(({ notice, isRevoked }) => !notice && !isRevoked);
    return messages.map((message) => messageFactOf(message, me, true));
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#isReady = false;
    this.#client.end();
    this.#sends.end();
    this.#store.close();
  }

  async stop(): Promise<void> {
    this.#end();
  }

  async logout(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isEnded) throw new EngineBroken('ended');
    // A logout while the network is away must still remove the login: the link then dies with its token.
    this.#client.send({ t: 'logout' });
    this.#me = null;
    this.#state('stopped', 'logged_out');
    await new Promise((resolve) => setImmediate(resolve));
    this.#end();
    removeMemoryProfile(this.#options.profileDir);
  }

  crash(): void {
    if (this.#isEnded) return;
    this.#end();
    this.#options.onBroken(new EngineBroken('crashed'));
  }
}

/** Memory engines on the simulated network at `simulatorUrl`. */
export const createMemoryEngine =
  (simulatorUrl: string): CreateEngine =>
  (options) =>
    new NetworkDevice(options, simulatorUrl);
