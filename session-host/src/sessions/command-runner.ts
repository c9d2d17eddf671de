import { type Command, type CommandPayload, type Outcome, isSendPayload } from '@waqtor/contracts';
import { type Clock, sleep, withDeadline } from '../clock.ts';
import { EngineRefusal } from '../engine/engine.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { performAct } from './chat-acts.ts';
import type { FactRecorder } from './fact-recorder.ts';
import type { Opening } from './gate.ts';
import { done, failed, hasExpired, present, unknown } from './outcomes.ts';
import type { SendRunner } from './send-runner.ts';
import { SUPERVISOR_LIMITS } from './supervisor-limits.ts';
import type { Supervisor } from './supervisor.ts';

/** Calls that may be repeated at will: everything but sends. */
const MAX_REPEATS = 3;
/** A code to type can be asked only while a QR code shows; a session that starts is waited for. */
const PAIRING_WAIT_MS = 20_000;
const PAIRING_POLL_MS = 200;

type PayloadOf<K extends CommandPayload['kind']> = Extract<CommandPayload, { kind: K }>;

export interface CommandRunnerOptions {
  sessionId: string;
  store: Store;
  clock: Clock;
  log: Log;
  supervisor: Supervisor;
  recorder: FactRecorder;
  sends: SendRunner;
  opening: () => Opening | null;
  /** `start` and `stop` change what the session wants, in memory and on disk. */
  setDesired: (desired: 'running' | 'stopped') => Promise<void>;
  /** A new engine on the same login; without a lease it waits for one. */
  restart: () => void;
  callDeadlineMs: number | undefined;
}

/**
 * Lifecycle orders and pairing codes act on a session that is not ready, and typing is of use only now; everything
 * else waits for it.
 */
export const needsReady = (payload: CommandPayload): boolean => {
  switch (payload.kind) {
    case 'start':
    case 'stop':
    case 'restart':
    case 'logout':
    case 'pairing_code':
    case 'typing':
      return false;
    default:
      return true;
  }
};

/** Runs one command to its outcome, or answers `again` when the session stopped being ready under it. */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  readonly #callDeadlineMs: number;
  readonly #repeats = new Map<string, number>();

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
    this.#callDeadlineMs = options.callDeadlineMs ?? SUPERVISOR_LIMITS.callDeadlineMs;
  }

  /** `onWithEngine`: the engine has the message and keeps the order of its chat, its outcome is still to come. */
  async run(command: Command, onWithEngine: () => void = () => undefined): Promise<'done' | 'again'> {
    const { payload } = command;
    if (isSendPayload(payload)) return this.#options.sends.run(command, payload, onWithEngine);
    const outcome = await this.#outcomeOf(command);
    if (outcome === 'again') return 'again';
    this.#repeats.delete(command.id);
    await this.#options.recorder.outcome(outcome);
    return 'done';
  }

  async #outcomeOf(command: Command): Promise<Outcome | 'again'> {
    const { supervisor, setDesired, clock } = this.#options;
    const { payload } = command;
    if (hasExpired(command, clock.now())) return failed(command, 'message_expired');
    if (isSendPayload(payload)) return failed(command, 'internal');
    switch (payload.kind) {
      case 'start':
        await setDesired('running');
        return done(command);
      case 'stop':
        await setDesired('stopped');
        await supervisor.whenEnded();
        return done(command);
      case 'restart': {
        // One that rests is started by the wish alone; ending that start at once would only repeat it.
        const isResting = supervisor.state === 'idle';
        await setDesired('running');
        if (!isResting) this.#options.restart();
        return done(command);
      }
      case 'logout':
        await supervisor.logout();
        return done(command);
      case 'pairing_code':
        return this.#pairingCode(command, payload);
      case 'typing':
        return this.#once(command, ({ engine }, signal) => engine.typing(payload.chatId, payload.state, signal));
      case 'reconcile':
        return this.#call(command, (open, signal) => this.#reconcile(command, payload, open, signal));
      default:
        return this.#call(command, async ({ engine }, signal) => {
          const { value, fact } = await performAct(engine, payload, signal);
          if (fact) await this.#options.recorder.fact(fact);
          return done(command, value);
        });
    }
  }

  /** Of use only now: it waits for no session, and is not tried again. */
  async #once(command: Command, task: (open: Opening, signal: AbortSignal) => Promise<void>): Promise<Outcome> {
    const open = this.#options.opening();
    if (!open) return failed(command, 'unavailable');
    try {
      await withDeadline(this.#options.clock, this.#callDeadlineMs, (signal) => task(open, signal), open.signal);
      return done(command);
    } catch (error) {
      if (error instanceof EngineRefusal) return failed(command, error.code);
      this.#options.log.warn('A command had no answer', { kind: command.payload.kind, error: errorName(error) });
      return failed(command, 'unavailable');
    }
  }

  /** A call that may be repeated: a broken engine is waited for, three times. */
  async #call(
    command: Command,
    task: (open: Opening, signal: AbortSignal) => Promise<Outcome>,
  ): Promise<Outcome | 'again'> {
    const open = this.#options.opening();
    if (!open) return 'again';
    try {
      return await withDeadline(this.#options.clock, this.#callDeadlineMs, (signal) => task(open, signal), open.signal);
    } catch (error) {
      if (error instanceof EngineRefusal) return failed(command, error.code);
      const repeats = (this.#repeats.get(command.id) ?? 0) + 1;
      this.#repeats.set(command.id, repeats);
      this.#options.log.warn('A command had no answer', { kind: command.payload.kind, error: errorName(error) });
      if (!open.signal.aborted && repeats >= MAX_REPEATS) return failed(command, 'unavailable');
      return 'again';
    }
  }

  /** Never sends. Absent proves a failure only where this very store sent it under the login that is in use. */
  async #reconcile(
    command: Command,
    payload: PayloadOf<'reconcile'>,
    open: Opening,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { store, sessionId } = this.#options;
    const found = await open.engine.find(payload.keyId, payload.chatId, signal);
    if (found !== null) return present(command, found);
    const intent = store.intents.get(sessionId, payload.targetCommandId);
    const isSameLogin = intent !== null && intent.loginNo === store.sessions.get(sessionId)?.loginNo;
    // Without an outcome it is still ours to send: saying "failed" now could be followed by a send.
    const isSettled = Boolean(store.inbox.outcomeOf(sessionId, payload.targetCommandId));
    return isSameLogin && isSettled ? failed(command, 'outcome_unknown') : unknown(command);
  }

  async #pairingCode(command: Command, payload: PayloadOf<'pairing_code'>): Promise<Outcome> {
    const { supervisor, recorder, clock } = this.#options;
    const until = clock.monotonic() + PAIRING_WAIT_MS;
    while (recorder.status !== 'qr' && recorder.status !== 'ready' && clock.monotonic() < until)
      await sleep(clock, PAIRING_POLL_MS);
    const engine = supervisor.engine;
    if (recorder.status !== 'qr' || !engine) return failed(command, 'conflict');
    try {
      const code = await withDeadline(clock, this.#callDeadlineMs, (signal) =>
        engine.pairingCode(payload.phone, signal),
      );
      return done(command, code);
    } catch (error) {
      this.#options.log.warn('No pairing code came', { error: errorName(error) });
      return failed(command, error instanceof EngineRefusal ? error.code : 'unavailable');
    }
  }
}
