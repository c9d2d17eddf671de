import type { Command, Desired, Outcome, SessionHealth, SessionReasonCode } from '@waqtor/contracts';
import { type Clock, sleep } from '../clock.ts';
import type { EngineFact } from '../engine/engine.ts';
import type { FaultTrigger } from '../faults/fault-point.ts';
import type { MediaTransfer } from '../link/media-transfer.ts';
import type { Dispatch } from '../link/session-link.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { CatchUp } from './catch-up.ts';
import { takeIn } from './command-intake.ts';
import { CommandLanes } from './command-lanes.ts';
import { CommandLog } from './command-log.ts';
import { CommandRunner, needsReady } from './command-runner.ts';
import { FactRecorder } from './fact-recorder.ts';
import { Gate } from './gate.ts';
import { InboundMedia } from './inbound-media.ts';
import { LoginFolder } from './login-folder.ts';
import { failed, hasExpired, unknown } from './outcomes.ts';
import { SendRunner } from './send-runner.ts';
import type { CreateSessionEngine, SessionEngine } from './session-engine.ts';
import type { StartSlots } from './start-slots.ts';
import { Supervisor, type SupervisorLimits } from './supervisor.ts';

export type SessionHealthReport = Omit<SessionHealth, 'toldAt'>;

export interface SessionOptions {
  sessionId: string;
  /** `<data>/sessions/<sessionId>`: profile and spool. */
  folder: string;
  store: Store;
  clock: Clock;
  log: Log;
  createEngine: CreateSessionEngine;
  slots: StartSlots;
  media: MediaTransfer;
  faultPoint: FaultTrigger;
  maySend: () => boolean;
  /** Rows of the outbox are on disk. */
  onRows: () => void;
  limits?: Partial<SupervisorLimits>;
}

const ODD_FAILURE_WAIT_MS = 1_000;
/** Reasons that survive a restart of the host: an operator ended the session on purpose, or must scan anew. */
const LASTING_HALTS = new Set<SessionReasonCode | null>(['logged_out', 'qr_expired', 'banned', 'stopped_by_operator']);

/** One WhatsApp session: what it wants, its engine, its commands. Everything that matters is in the store. */
export class Session {
  readonly #options: SessionOptions;
  readonly #recorder: FactRecorder;
  readonly #supervisor: Supervisor;
  readonly #gate: Gate;
  readonly #login: LoginFolder;
  readonly #lanes: CommandLanes;
  readonly #commandLog: CommandLog;
  readonly #runner: CommandRunner;
  readonly #media: InboundMedia;
  readonly #catchUp: CatchUp;
  #isHalted = false;
  #isFenced = true;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { sessionId, folder, store, clock, log, media, faultPoint } = options;
    this.#login = new LoginFolder(folder);
    const { profileDir, spoolDir } = this.#login;
    const opening = () => this.#gate.opening;
    const record = (fact: Parameters<FactRecorder['fact']>[0]) => this.#recorder.fact(fact);
    this.#commandLog = new CommandLog(log, clock);
    this.#recorder = new FactRecorder(sessionId, store, clock, log, options.onRows, (outcome) =>
      this.#commandLog.ended(outcome),
    );
    this.#gate = new Gate(() => this.#onOpen());
    this.#supervisor = new Supervisor({
      sessionId,
      profileDir,
      createEngine: (engineOptions) => {
        this.#login.wipeWhenAsked();
        return options.createEngine(engineOptions);
      },
      clock,
      log,
      slots: options.slots,
      ...(options.limits ? { limits: options.limits } : {}),
      onFact: (fact) => this.#onFact(fact),
      onState: (state) => this.#recorder.state(state),
      onUsable: (engine) => this.#onUsable(engine),
      onGap: () => this.#write(() => store.sessions.openGap(sessionId, clock.now())),
      onLoginLost: (isOver) => this.#onLoginLost(isOver),
      onHalted: (reason) => this.#onHalted(reason),
    });
    const sends = new SendRunner({
      sessionId,
      store,
      clock,
      log,
      media,
      spoolDir,
      faultPoint,
      opening,
      maySend: options.maySend,
      distrust: (what) => this.#supervisor.distrust(what),
      settle: (outcome) => this.#recorder.outcome(outcome),
    });
    this.#runner = new CommandRunner({
      sessionId,
      store,
      clock,
      log,
      supervisor: this.#supervisor,
      recorder: this.#recorder,
      sends,
      opening,
      setDesired: (desired) => this.#setDesired(desired),
      restart: () => {
        if (!this.#isFenced) this.#supervisor.restart();
      },
    });
    this.#lanes = new CommandLanes(clock, {
      isOpen: () => this.#gate.opening !== null && options.maySend(),
      run: (command, release) => this.#runInLane(command, release),
      expire: (command) => this.#expire(command),
    });
    this.#media = new InboundMedia({ sessionId, store, clock, log, media, opening, record });
    this.#catchUp = new CatchUp({ sessionId, store, clock, log, record });
    this.#isHalted = (store.sessions.get(sessionId)?.halt ?? null) !== null;
    for (const command of store.inbox.pending(sessionId)) this.#enqueue(command);
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

  /** From hello of the room or from the lease: what is wanted. A repeat changes nothing. */
  async wish(desired: Desired): Promise<void> {
    const row = this.#options.store.sessions.get(this.#options.sessionId);
    if (row?.desired === desired) {
      if (desired === 'stopped') return;
      if (!this.#isHalted) return this.#run();
      // Repeated by every hello: a session that rests (logged out, code expired, breaker) stays at rest and says so,
      // for a start that was asked for while the link was away never came here.
      this.#recorder.stateAgain({ status: 'stopped', reason: row.halt, clientInfo: null });
      return;
    }
    await this.#setDesired(desired);
  }

  /** The lease is held and young enough (or not): without it nothing is sent and no engine runs. */
  setLeased(isLeased: boolean): void {
    this.#isFenced = !isLeased;
    this.#gate.setLeased(isLeased);
    if (isLeased) {
      const row = this.#options.store.sessions.get(this.#options.sessionId);
      if (row?.desired === 'running' && !this.#isHalted) this.#run();
      this.#lanes.pump();
    } else void this.#supervisor.stop();
  }

  /** The lease is about to end: whatever still runs is killed. */
  kill(): Promise<void> {
    return this.#supervisor.killNow();
  }

  /** Ends the engine and leaves everything else for the next start. `reason` null: nothing is told. */
  async close(reason: SessionReasonCode | null): Promise<void> {
    this.#gate.close();
    this.#lanes.stop();
    if (this.#supervisor.state !== 'idle') this.#recorder.state({ status: 'disconnected', reason, clientInfo: null });
    await this.#supervisor.stop();
  }

  /** For the telemetry of the host. */
  health(): Promise<SessionHealthReport> {
    return Promise.resolve({ memoryBytes: null, lastEventAt: null, restarts: 0 });
  }

  async #answerAgain(outcome: Outcome): Promise<void> {
    try {
      await this.#recorder.repeatOutcome(outcome);
    } catch (error) {
      this.#options.log.warn('An outcome was not repeated', { error: errorName(error) });
    }
  }

  #enqueue(command: Command): void {
    this.#commandLog.began(command);
    if (needsReady(command.payload)) return this.#lanes.add(command);
    this.#runner.run(command).catch((error: unknown) => {
      this.#options.log.error('A command could not be run', { kind: command.payload.kind, error: errorName(error) });
    });
  }

  async #runInLane(command: Command, release: () => void): Promise<'done' | 'again'> {
    try {
      const result = await this.#runner.run(command, release);
      if (result === 'again') this.#settleOldLogins();
      return result;
    } catch (error) {
      this.#options.log.error('A command could not be run', { kind: command.payload.kind, error: errorName(error) });
      // A fault that stays must not spin; the command is kept, for it may have left already.
      await sleep(this.#options.clock, ODD_FAILURE_WAIT_MS);
      return 'again';
    }
  }

  #expire(command: Command): boolean {
    const { store, sessionId, clock } = this.#options;
    if (!hasExpired(command, clock.now()) || store.intents.get(sessionId, command.id)) return false;
    void this.#recorder.outcome(failed(command, 'message_expired'));
    return true;
  }

  async #setDesired(desired: Desired): Promise<void> {
    const { store, sessionId } = this.#options;
    await store.commit(() => store.sessions.setWish(sessionId, desired, null));
    this.#isHalted = false;
    if (desired === 'running') return this.#run();
    await this.#supervisor.stop();
    if (store.sessions.get(sessionId)?.desired !== 'stopped') return;
    this.#recorder.state({ status: 'stopped', reason: 'stopped_by_operator', clientInfo: null });
  }

  #run(): void {
    if (!this.#isFenced) this.#supervisor.start();
  }

  #onUsable(engine: SessionEngine | null): void {
    this.#gate.setEngine(engine);
    if (engine) void this.#recorder.fact({ type: 'capabilities', capabilities: engine.capabilities });
  }

  #onOpen(): void {
    const opening = this.#gate.opening;
    if (!opening) return;
    this.#lanes.pump();
    this.#media.wake();
    void this.#catchUp.run(opening);
  }

  #onFact(fact: EngineFact): void {
    void this.#recorder.fact(fact).then(() => {
      if (fact.type === 'message' && fact.media) this.#media.wake();
    });
  }

  #onLoginLost(isOver: boolean): void {
    if (isOver) this.#login.askWipe();
    const { store, sessionId } = this.#options;
    this.#write(
      () => store.sessions.loginLost(sessionId),
      () => this.#settleOldLogins(),
    );
  }

  /** Sends that went out under a login that is gone can never be looked up again. */
  #settleOldLogins(): void {
    const { store, sessionId } = this.#options;
    const loginNo = store.sessions.get(sessionId)?.loginNo;
    const isOrphan = (command: Command): boolean => {
      const intent = store.intents.get(sessionId, command.id);
      return intent !== null && intent.loginNo !== loginNo;
    };
    for (const command of this.#lanes.take(isOrphan)) void this.#recorder.outcome(unknown(command));
  }

  #onHalted(reason: SessionReasonCode | null): void {
    const { store, sessionId } = this.#options;
    this.#isHalted = true;
    if (!LASTING_HALTS.has(reason)) return;
    this.#write(() => {
      store.sessions.setWish(sessionId, store.sessions.get(sessionId)?.desired ?? null, reason);
    });
    if (reason === 'logged_out') void this.#removeLogin();
  }

  async #removeLogin(): Promise<void> {
    this.#recorder.state({ status: 'stopped', reason: 'logged_out', clientInfo: null });
    this.#login.askWipe();
    await this.#supervisor.whenEnded();
    this.#login.wipeWhenAsked();
  }

  #write(work: () => void, then: () => void = () => undefined): void {
    this.#options.store
      .commit(work)
      .then(then)
      .catch((error: unknown) => {
        this.#options.log.warn('The store refused a note', { error: errorName(error) });
      });
  }
}
