import type { Command, Desired, Outcome } from '@waqtor/contracts';
import { type Clock, sleep } from '../clock.ts';
import type { FaultTrigger } from '../faults/fault-point.ts';
import type { MediaTransfer } from '../link/media-transfer.ts';
import type { Dispatch } from '../link/session-link.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { takeIn } from './command-intake.ts';
import { CommandLanes } from './command-lanes.ts';
import type { CommandLog } from './command-log.ts';
import { CommandRunner, needsReady } from './command-runner.ts';
import type { FactRecorder } from './fact-recorder.ts';
import type { Opening } from './gate.ts';
import { failed, hasExpired, unknown } from './outcomes.ts';
import { SendRunner } from './send-runner.ts';
import type { Supervisor } from './supervisor.ts';

const ODD_FAILURE_WAIT_MS = 1_000;

export interface CommandDeskOptions {
  sessionId: string;
  store: Store;
  clock: Clock;
  log: Log;
  media: MediaTransfer;
  spoolDir: string;
  faultPoint: FaultTrigger;
  supervisor: Supervisor;
  recorder: FactRecorder;
  commandLog: CommandLog;
  callDeadlineMs: number | undefined;
  opening: () => Opening | null;
  maySend: () => boolean;
  setDesired: (desired: Desired) => Promise<void>;
  restart: () => void;
  /** What became of an own message: -1 refused, above 0 accepted by the network. */
  onAnswer: (keyId: string, ack: number) => void;
}

/** Takes the commands of one session from their arrival to their outcome; what waits is in the store. */
export class CommandDesk {
  readonly #options: CommandDeskOptions;
  readonly #lanes: CommandLanes;
  readonly #runner: CommandRunner;
  /** Without an outcome when this process began; kept back until the room has shown that this store is no old copy. */
  readonly #left: Command[];

  constructor(options: CommandDeskOptions) {
    this.#options = options;
    const { supervisor, recorder, opening, maySend } = options;
    this.#left = options.store.inbox.pending(options.sessionId);
    const sends = new SendRunner({
      ...options,
      distrust: (what) => supervisor.distrust(what),
      settle: (outcome) => recorder.outcome(outcome),
    });
    this.#runner = new CommandRunner({ ...options, sends });
    this.#lanes = new CommandLanes(options.clock, {
      isOpen: () => opening() !== null && maySend(),
      run: (command, release) => this.#runInLane(command, release),
      expire: (command) => this.#expire(command),
    });
  }

  /** Nothing runs and nothing waits. */
  get isIdle(): boolean {
    return this.#lanes.size === 0 && this.#left.length === 0;
  }

  /** What an earlier process of this host left without an outcome goes on. A repeat changes nothing. */
  resume(): void {
    for (const command of this.#left.splice(0)) {
      // Nobody is writing any more: the process that was told so has died meanwhile.
      if (command.payload.kind === 'typing') void this.#options.recorder.outcome(failed(command, 'unavailable'));
      else this.#enqueue(command);
    }
  }

  /** Stores the commands (known ones get the same outcome again) and starts them. Rejects when not on disk. */
  async accept(dispatches: Dispatch[]): Promise<void> {
    const { store, sessionId, clock, log } = this.#options;
    for (const intake of await takeIn(store, sessionId, clock, dispatches)) {
      if (intake.kind === 'run') this.#enqueue(intake.command);
      else if (intake.kind === 'answer') void this.#answerAgain(intake.outcome);
      else if (!intake.isUnderstood) log.warn('A command without an id was ignored');
    }
  }

  /** Commands may run now. */
  pump(): void {
    this.#lanes.pump();
  }

  stop(): void {
    this.#lanes.stop();
  }

  /** Sends that went out under a login that is gone can never be looked up again. */
  settleOldLogins(): void {
    const { store, sessionId, recorder } = this.#options;
    const loginNo = store.sessions.get(sessionId)?.loginNo;
    const isOrphan = (command: Command): boolean => {
      const intent = store.intents.get(sessionId, command.id);
      return intent !== null && intent.loginNo !== loginNo;
    };
    for (const command of this.#lanes.take(isOrphan)) void recorder.outcome(unknown(command));
  }

  async #answerAgain(outcome: Outcome): Promise<void> {
    try {
      await this.#options.recorder.repeatOutcome(outcome);
    } catch (error) {
      this.#options.log.warn('An outcome was not repeated', { error: errorName(error) });
    }
  }

  #enqueue(command: Command): void {
    this.#options.commandLog.began(command);
    if (needsReady(command.payload)) return this.#lanes.add(command);
    this.#runner.run(command).catch((error: unknown) => {
      this.#options.log.error('A command could not be run', { kind: command.payload.kind, error: errorName(error) });
    });
  }

  async #runInLane(command: Command, release: () => void): Promise<'done' | 'again'> {
    try {
      const result = await this.#runner.run(command, release);
      if (result === 'again') this.settleOldLogins();
      return result;
    } catch (error) {
      this.#options.log.error('A command could not be run', { kind: command.payload.kind, error: errorName(error) });
      // A fault that stays must not spin; the command is kept, for it may have left already.
      await sleep(this.#options.clock, ODD_FAILURE_WAIT_MS);
      return 'again';
    }
  }

  #expire(command: Command): boolean {
    const { store, sessionId, clock, recorder } = this.#options;
    if (!hasExpired(command, clock.now()) || store.intents.get(sessionId, command.id)) return false;
    void recorder.outcome(failed(command, 'message_expired'));
    return true;
  }
}
