import type { Capabilities, HostFactOf, NumberCheck } from '@waqtor/contracts';
import {
  EngineBroken,
  type EngineFact,
  type EngineOptions,
  type MendStage,
  type MissedChange,
  type OutboundSend,
  type SentMessage,
} from '../../engine/engine.ts';
import type { SessionEngine } from '../session-engine.ts';

export const FAKE_CAPABILITIES: Capabilities = {
  engine: 'memory',
  isSimulated: true,
  send: ['text'],
  sendWithOwnId: ['text'],
  pairingCode: true,
  history: true,
};

export const state = (
  status: HostFactOf<'state'>['status'],
  reason: HostFactOf<'state'>['reason'] = null,
): HostFactOf<'state'> => ({ type: 'state', status, reason, clientInfo: null });

export const inbound = (
  keyId: string,
  atMs: number,
  more: Partial<HostFactOf<'message'>> = {},
): HostFactOf<'message'> => ({
  type: 'message',
  keyId,
  waMessageId: `false_966500000002@c.us_${keyId}`,
  chatId: '966500000002@c.us',
  chatName: null,
  isGroup: false,
  fromMe: false,
  from: '966500000002@c.us',
  to: '966500000001@c.us',
  author: null,
  peer: { phone: '966500000002', lid: null, name: null },
  kind: 'text',
  body: 'hi',
  media: null,
  quotedKeyId: null,
  timestamp: new Date(atMs).toISOString(),
  ack: 1,
  backfilled: false,
  ...more,
});

/** The account behind all engines of a test: what lies in the page's durable store, and what was transmitted. */
export class FakeAccount {
  readonly stored = new Map<string, SentMessage & { chatId: string }>();
  /** Key ids in the order in which they went to the network. */
  readonly transmitted: string[] = [];
  readonly calls: string[] = [];
  readonly engines: FakeEngine[] = [];
  alive = 0;
  mostAlive = 0;
  /** Told by `start`, in this order. */
  onStart: (engine: FakeEngine) => Promise<void> | void = (engine) => engine.emit(state('ready'));
  onProbe: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  onMend: (stage: MendStage, signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  /** Replaces an ordinary send. */
  onSend: ((message: OutboundSend, signal: AbortSignal) => Promise<SentMessage>) | null = null;
  onBackfill: (sinceMs: number) => HostFactOf<'message'>[] | Promise<HostFactOf<'message'>[]> = () => [];
  onStop: () => Promise<void> = () => Promise.resolve();
  ackOfSends = 1;
  missedVotes: HostFactOf<'poll_vote'>[] = [];
  /** Beginnings of the times whose changes were asked for. */
  readonly changesAsked: number[] = [];
  onChanges: (sinceMs: number) => MissedChange[] | Promise<MissedChange[]> = () => [];
  /** Every action but a send, as it is written into `calls`. */
  onAct: (call: string) => Promise<void> = () => Promise.resolve();

  readonly create = (options: EngineOptions): SessionEngine => {
    const engine = new FakeEngine(this, options);
    this.engines.push(engine);
    return engine;
  };

  get engine(): FakeEngine {
    return this.engines.at(-1) as FakeEngine;
  }

  put(keyId: string, chatId: string, ack: number): SentMessage {
    const message = { waMessageId: `true_${chatId}_${keyId}`, ack, wasPresent: false, chatId };
    this.stored.set(keyId, message);
    this.transmitted.push(keyId);
    return message;
  }
}

const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
export const hang = never;

export class FakeEngine implements SessionEngine {
  readonly capabilities = FAKE_CAPABILITIES;
  readonly browserPid = null;
  readonly processIds = [];
  readonly options: EngineOptions;
  isKilled = false;
  isEnded = false;
  readonly #account: FakeAccount;

  constructor(account: FakeAccount, options: EngineOptions) {
    this.#account = account;
    this.options = options;
    account.alive += 1;
    account.mostAlive = Math.max(account.mostAlive, account.alive);
  }

  emit(fact: EngineFact): void {
    this.options.emit(fact);
  }

  crash(what = 'browser ended'): void {
    this.options.onBroken(new EngineBroken(what));
  }

  async start(): Promise<void> {
    await this.#account.onStart(this);
  }

  async stop(): Promise<void> {
    await this.#account.onStop();
    this.#end();
  }

  async kill(): Promise<void> {
    this.isKilled = true;
    this.#end();
  }

  async logout(): Promise<void> {
    this.#account.calls.push('logout');
  }

  async send(message: OutboundSend, signal: AbortSignal): Promise<SentMessage> {
    if (this.isEnded) throw new EngineBroken('ended');
    const known = this.#account.stored.get(message.keyId);
    if (known) return { ...known, wasPresent: true };
    if (this.#account.onSend) return this.#account.onSend(message, signal);
    return this.#account.put(message.keyId, message.payload.chatId, this.#account.ackOfSends);
  }

  async find(keyId: string): Promise<SentMessage | null> {
    if (this.isEnded) throw new EngineBroken('ended');
    this.#account.calls.push(`find ${keyId}`);
    return this.#account.stored.get(keyId) ?? null;
  }

  async react(waMessageId: string, emoji: string): Promise<void> {
    await this.#act(`react ${waMessageId} ${emoji}`);
  }

  async markSeen(chatId: string): Promise<void> {
    await this.#act(`seen ${chatId}`);
  }

  async edit(waMessageId: string, text: string): Promise<void> {
    await this.#act(`edit ${waMessageId} ${text}`);
  }
  async remove(waMessageId: string, whose: 'everyone' | 'me'): Promise<void> {
    await this.#act(`remove ${waMessageId} ${whose}`);
  }
  async typing(chatId: string, typed: HostFactOf<'typing'>['state']): Promise<void> {
    await this.#act(`typing ${chatId} ${typed}`);
  }
  async archive(chatId: string, isArchived: boolean): Promise<void> {
    await this.#act(`archive ${chatId} ${isArchived}`);
  }
  async block(chatId: string, isBlocked: boolean): Promise<void> {
    await this.#act(`block ${chatId} ${isBlocked}`);
  }
  async checkNumbers(phones: readonly string[]): Promise<NumberCheck[]> {
    await this.#act(`check ${phones.join()}`);
    return phones.map((phone) => ({ input: phone, phone, result: 'on_whatsapp', chatId: `${phone}@c.us` }));
  }
  async groupInfo(chatId: string): Promise<HostFactOf<'group'>> {
    await this.#act(`group ${chatId}`);
    const nobody = { subject: 'Branches', description: null, participants: [], isAnnouncement: false };
    return { type: 'group', chatId, ...nobody, isMember: false };
  }
  async #act(call: string): Promise<void> {
    this.#account.calls.push(call);
    await this.#account.onAct(call);
  }

  async pairingCode(): Promise<{ code: string; expiresAt: string }> {
    return { code: 'ABCD1234', expiresAt: new Date(0).toISOString() };
  }

  probe(signal: AbortSignal): Promise<void> {
    return this.#account.onProbe(signal);
  }

  async mend(stage: MendStage, signal: AbortSignal): Promise<void> {
    this.#account.calls.push(`mend ${stage}`);
    await this.#account.onMend(stage, signal);
  }

  async backfill(sinceMs: number): Promise<HostFactOf<'message'>[]> {
    this.#account.calls.push(`backfill ${sinceMs}`);
    return this.#account.onBackfill(sinceMs);
  }

  async backfillVotes(): Promise<HostFactOf<'poll_vote'>[]> {
    return this.#account.missedVotes;
  }

  async backfillChanges(sinceMs: number): Promise<MissedChange[]> {
    this.#account.changesAsked.push(sinceMs);
    return this.#account.onChanges(sinceMs);
  }

  async downloadMedia(): Promise<{ mimetype: string; bytes: Uint8Array }> {
    return { mimetype: 'image/png', bytes: new Uint8Array([1, 2, 3]) };
  }

  #end(): void {
    if (!this.isEnded) this.#account.alive -= 1;
    this.isEnded = true;
  }
}
