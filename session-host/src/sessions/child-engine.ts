import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Capabilities, type HostFactOf, type NumberCheck, isErrorCode } from '@waqtor/contracts';
import type { EngineConfig } from '../config.ts';
import {
  EngineBroken,
  EngineDeaf,
  type EngineFact,
  type MissedChange,
  type EngineOptions,
  EngineRefusal,
  type MendStage,
  type OutboundSend,
  type SentMessage,
} from '../engine/engine.ts';
import type { Log } from '../telemetry/log.ts';
import { type ChildMessage, RESULT_SCHEMAS, type ResultOf, childMessageSchema } from './ipc.ts';
import type { EngineMethod, ParentMessage } from './parent-message.ts';
import { killProcessTree } from './process-tree.ts';
import { type CreateSessionEngine, EngineUnavailable, type SessionEngine } from './session-engine.ts';

const CHILD_FILE = fileURLToPath(new URL('./child-main.ts', import.meta.url));
/** A session's process is idle nearly always: memory counts, not the speed of its garbage collection and compiler. */
const CHILD_FLAGS = ['--max-semi-space-size=1', '--optimize-for-size', '--single-threaded'];
const STOP_DEADLINE_MS = 5_000;

interface Call {
  method: EngineMethod;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export interface ChildEngineOptions {
  engine: EngineConfig;
  /** Stands on the command line of every child, so that leftovers can be told from strangers. */
  marker: string;
  /** The built child (dist/host/session-child.cjs); the source when null, which costs each session the compiler. */
  childFile?: string | null;
  /** Until the engine told its own. */
  capabilities: Capabilities;
  log: Log;
}

/** Variables that a child gets: what a program and a browser need, and none of the host's own. */
const childEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WAQTOR_')));

/** An engine in a process of its own: what crashes, hangs or leaks there costs one session (S-4). */
class ChildEngine implements SessionEngine {
  capabilities: Capabilities;
  browserPid: number | null = null;
  readonly #child: ChildProcess;
  readonly #options: EngineOptions;
  readonly #log: Log;
  readonly #calls = new Map<number, Call>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #isEnding = false;
  #isGone = false;

  constructor(options: EngineOptions, host: ChildEngineOptions) {
    this.#options = options;
    this.#log = host.log;
    this.capabilities = host.capabilities;
    this.#child = fork(host.childFile ?? CHILD_FILE, [host.marker, options.sessionId], {
      // A group of its own: Ctrl-C in the terminal reaches the host alone, which ends its children in order.
      detached: true,
      serialization: 'advanced',
      execArgv: CHILD_FLAGS,
      // What the library and the browser print may hold anything; logs come as messages.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: childEnvironment(),
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve(this.#onExit()));
      this.#child.once('error', () => {
        if (this.#child.pid === undefined) resolve(this.#onExit());
      });
    });
    this.#child.on('message', (message) => this.#onMessage(message));
    const { sessionId, profileDir, takesOver = false } = options;
    this.#post({ type: 'create', sessionId, profileDir, engine: host.engine, takesOver });
  }

  liveFor(ms: number): void {
    this.#post({ type: 'live_for', ms });
  }

  async start(signal: AbortSignal): Promise<void> {
    await this.#call('start', [], signal);
  }

  async stop(): Promise<void> {
    this.#isEnding = true;
    if (!this.#isGone) {
      // However it answers, the tree is killed next.
      await this.#call('stop', [], AbortSignal.timeout(STOP_DEADLINE_MS)).catch(() => undefined);
    }
    await this.kill();
  }

  get processIds(): readonly number[] {
    if (this.#isGone) return [];
    return [this.#child.pid, this.browserPid].filter((pid) => typeof pid === 'number');
  }

  async kill(): Promise<void> {
    this.#isEnding = true;
    if (!this.#isGone) killProcessTree(this.processIds);
    await this.#exited;
  }

  async logout(signal: AbortSignal): Promise<void> {
    await this.#call('logout', [], signal);
  }

  send(message: OutboundSend, signal: AbortSignal): Promise<SentMessage> {
    return this.#call('send', [message], signal);
  }

  find(keyId: string, chatId: string, signal: AbortSignal): Promise<SentMessage | null> {
    return this.#call('find', [keyId, chatId], signal);
  }

  async react(waMessageId: string, emoji: string, signal: AbortSignal): Promise<void> {
    await this.#call('react', [waMessageId, emoji], signal);
  }

  async markSeen(chatId: string, signal: AbortSignal): Promise<void> {
    await this.#call('markSeen', [chatId], signal);
  }

  async edit(waMessageId: string, text: string, signal: AbortSignal): Promise<void> {
    await this.#call('edit', [waMessageId, text], signal);
  }

  async remove(waMessageId: string, whose: 'everyone' | 'me', signal: AbortSignal): Promise<void> {
    await this.#call('remove', [waMessageId, whose], signal);
  }

  async typing(chatId: string, state: HostFactOf<'typing'>['state'], signal: AbortSignal): Promise<void> {
    await this.#call('typing', [chatId, state], signal);
  }

  async archive(chatId: string, isArchived: boolean, signal: AbortSignal): Promise<void> {
    await this.#call('archive', [chatId, isArchived], signal);
  }

  async block(chatId: string, isBlocked: boolean, signal: AbortSignal): Promise<void> {
    await this.#call('block', [chatId, isBlocked], signal);
  }

  checkNumbers(phones: readonly string[], signal: AbortSignal): Promise<NumberCheck[]> {
    return this.#call('checkNumbers', [phones], signal);
  }

  groupInfo(chatId: string, signal: AbortSignal): Promise<HostFactOf<'group'>> {
    return this.#call('groupInfo', [chatId], signal);
  }

  pairingCode(phone: string, signal: AbortSignal): Promise<{ code: string; expiresAt: string }> {
    return this.#call('pairingCode', [phone], signal);
  }

  async probe(signal: AbortSignal): Promise<void> {
    await this.#call('probe', [], signal);
  }

  async mend(stage: MendStage, signal: AbortSignal): Promise<void> {
    await this.#call('mend', [stage], signal);
  }

  backfill(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'message'>[]> {
    return this.#call('backfill', [sinceMs], signal);
  }

  backfillVotes(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'poll_vote'>[]> {
    return this.#call('backfillVotes', [sinceMs], signal);
  }

  backfillChanges(sinceMs: number, signal: AbortSignal): Promise<MissedChange[]> {
    return this.#call('backfillChanges', [sinceMs], signal);
  }

  downloadMedia(waMessageId: string, signal: AbortSignal): Promise<{ mimetype: string; bytes: Uint8Array }> {
    return this.#call('downloadMedia', [waMessageId], signal);
  }

  async #call<M extends EngineMethod>(method: M, args: unknown[], signal: AbortSignal): Promise<ResultOf<M>> {
    signal.throwIfAborted();
    if (this.#isGone) throw new EngineBroken('the process has ended');
    const id = this.#nextId++;
    const value = await new Promise<unknown>((resolve, reject) => {
      const onAbort = () => {
        this.#calls.delete(id);
        this.#post({ type: 'cancel', id });
        reject(signal.reason as Error);
      };
      const settle = () => signal.removeEventListener('abort', onAbort);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#calls.set(id, {
        method,
        resolve: (result) => (settle(), resolve(result)),
        reject: (error) => (settle(), reject(error)),
      });
      this.#post({ type: 'call', id, method, args });
    });
    const parsed = RESULT_SCHEMAS[method].safeParse(value);
    if (!parsed.success) throw new EngineBroken(`${method} answered something odd`);
    return parsed.data as ResultOf<M>;
  }

  #post(message: ParentMessage): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #onMessage(raw: unknown): void {
    const parsed = childMessageSchema.safeParse(raw);
    if (!parsed.success) return this.#log.error('A message of the child is not valid');
    const message = parsed.data;
    switch (message.type) {
      case 'created':
        this.capabilities = message.capabilities;
        return;
      case 'browser':
        this.browserPid = message.pid;
        return;
      case 'fact':
        // A fact that this version does not understand is carried all the same: the room sets it aside, visibly.
        return this.#options.emit(message.fact as unknown as EngineFact);
      case 'broken':
        return this.#broke(message.what);
      case 'log':
        return this.#log[message.level](message.text, message.fields);
      case 'result':
        this.#take(message.id)?.resolve(message.value);
        return;
      case 'failure':
        this.#take(message.id)?.reject(failureOf(message));
    }
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  #broke(what: string): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#options.onBroken(new EngineBroken(what));
  }

  #onExit(): void {
    this.#isGone = true;
    for (const call of this.#calls.values()) call.reject(new EngineBroken('the process has ended'));
    this.#calls.clear();
    // The browser is not a child of ours any more once its parent died.
    if (this.browserPid !== null) killProcessTree([this.browserPid]);
    this.browserPid = null;
    this.#broke('the process has ended');
  }
}

const failureOf = (message: Extract<ChildMessage, { type: 'failure' }>): Error => {
  if (message.kind === 'refusal' && isErrorCode(message.what)) return new EngineRefusal(message.what);
  if (message.kind === 'broken') return new EngineBroken(message.what);
  if (message.kind === 'deaf') return new EngineDeaf();
  if (message.what.endsWith(':browser_missing')) return new EngineUnavailable('browser_missing');
  return new Error(`The engine failed: ${message.what}`);
};

export const createChildEngines =
  (host: ChildEngineOptions): CreateSessionEngine =>
  (options) =>
    new ChildEngine(options, { ...host, log: host.log.with({ sessionId: options.sessionId }) });
