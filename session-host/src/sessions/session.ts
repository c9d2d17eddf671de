import type { Desired, HostFactOf, Outcome, SessionHealth, SessionReasonCode } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { EngineFact } from '../engine/engine.ts';
import type { FaultTrigger } from '../faults/fault-point.ts';
import type { MediaTransfer } from '../link/media-transfer.ts';
import type { Dispatch } from '../link/session-link.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { CatchUp, type RoomMarks } from './catch-up.ts';
import { CommandDesk } from './command-desk.ts';
import { CommandLog } from './command-log.ts';
import { FactRecorder } from './fact-recorder.ts';
import { Gate } from './gate.ts';
import { InboundMedia } from './inbound-media.ts';
import { LoginFolder } from './login-folder.ts';
import { RestrictionWatch } from './restriction-watch.ts';
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
  /** The room hears now what is told now; true when it is left out. */
  isLinked?: () => boolean;
  limits?: Partial<SupervisorLimits>;
  /** For tests: see SupervisorOptions. */
  memoryOf?: (pids: readonly number[]) => Promise<number | null>;
}

/** Reasons that survive a restart of the host: an operator ended the session on purpose, or must scan anew. */
const LASTING_HALTS = new Set<SessionReasonCode | null>(['logged_out', 'qr_expired', 'banned', 'stopped_by_operator']);

/** One WhatsApp session: what it wants, its engine, its commands. Everything that matters is in the store. */
export class Session {
  readonly #options: SessionOptions;
  readonly #recorder: FactRecorder;
  readonly #supervisor: Supervisor;
  readonly #gate: Gate;
  readonly #login: LoginFolder;
  readonly #desk: CommandDesk;
  readonly #restriction: RestrictionWatch;
  readonly #media: InboundMedia;
  readonly #catchUp: CatchUp;
  #isHalted = false;
  #isFenced = true;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { sessionId, folder, store, clock, log, media, limits } = options;
    this.#login = new LoginFolder(folder);
    const { profileDir, spoolDir } = this.#login;
    const opening = () => this.#gate.opening;
    const record = (...told: Parameters<FactRecorder['fact']>) => this.#recorder.fact(...told);
    const commandLog = new CommandLog(log, clock);
    const onOutcome = (outcome: Outcome): void => commandLog.ended(outcome);
    this.#recorder = new FactRecorder(sessionId, store, clock, log, options.onRows, onOutcome, options.isLinked);
    this.#gate = new Gate(() => this.#onOpen());
    this.#supervisor = new Supervisor({
      sessionId,
      profileDir,
      createEngine: options.createEngine,
      clock,
      log,
      slots: options.slots,
      ...(limits ? { limits } : {}),
      ...(options.memoryOf ? { memoryOf: options.memoryOf } : {}),
      isIdle: () => this.#desk.isIdle,
      prepare: () => this.#login.prepare(),
      onFact: (fact) => this.#onFact(fact),
      onState: (state) => this.#recorder.state(state),
      onUsable: (engine) => this.#onUsable(engine),
      onGap: () => this.#write(() => store.sessions.openGap(sessionId, clock.now())),
      onLoginLost: (isOver) => this.#onLoginLost(isOver),
      onHalted: (reason) => this.#onHalted(reason),
    });
    this.#restriction = new RestrictionWatch((isRestricted) => this.#supervisor.restricted(isRestricted));
    this.#desk = new CommandDesk({
      sessionId,
      store,
      clock,
      log,
      media,
      spoolDir,
      commandLog,
      opening,
      faultPoint: options.faultPoint,
      supervisor: this.#supervisor,
      recorder: this.#recorder,
      callDeadlineMs: limits?.callDeadlineMs,
      maySend: options.maySend,
      setDesired: (desired) => this.#setDesired(desired),
      restart: () => {
        if (!this.#isFenced) this.#supervisor.restart();
      },
      onAnswer: (keyId, ack) => this.#restriction.note(keyId, ack),
    });
    this.#media = new InboundMedia({ sessionId, store, clock, log, media, opening, record });
    this.#catchUp = new CatchUp({ sessionId, store, clock, log, record });
    const halt = store.sessions.get(sessionId)?.halt ?? null;
    this.#isHalted = halt !== null;
    if (halt === 'logged_out') this.#wipeLogin();
  }

  /** The room knows this store: what an earlier process left may go on. A repeat changes nothing. */
  resume(): void {
    this.#desk.resume();
  }

  /** Stores the commands (known ones get the same outcome again) and starts them. Rejects when not on disk. */
  accept(dispatches: Dispatch[]): Promise<void> {
    return this.#desk.accept(dispatches);
  }

  /** S-8, from hello of the room: a store that is new for this session has no marks of its own. */
  async marks(marks: RoomMarks): Promise<void> {
    if (!(await this.#catchUp.adopt(marks))) return;
    const { opening } = this.#gate;
    if (opening) await this.#catchUp.run(opening);
  }

  /** From hello of the room or from the lease: what is wanted. A repeat changes nothing. */
  async wish(desired: Desired): Promise<void> {
    const row = this.#options.store.sessions.get(this.#options.sessionId);
    if (row?.desired === desired) {
      if (desired === 'stopped') return;
      if (!this.#isHalted) return this.#keepRunning();
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
      if (row?.desired === 'running' && !this.#isHalted) this.#keepRunning();
      this.#desk.pump();
    } else void this.#supervisor.stop();
  }

  /** The lease is about to end: whatever still runs is killed. */
  kill(): Promise<void> {
    return this.#supervisor.killNow();
  }

  /** Ends the engine and leaves everything else for the next start. `reason` null: nothing is told. */
  async close(reason: SessionReasonCode | null): Promise<void> {
    this.#gate.close();
    this.#desk.stop();
    if (this.#supervisor.state !== 'idle') this.#recorder.state({ status: 'disconnected', reason, clientInfo: null });
    await this.#supervisor.stop();
  }

  /** For the telemetry of the host. */
  health(): Promise<SessionHealthReport> {
    const { memoryBytes, lastEventAt, restarts } = this.#supervisor.vitals;
    return Promise.resolve({
      memoryBytes,
      lastEventAt: lastEventAt === null ? null : new Date(lastEventAt).toISOString(),
      restarts,
    });
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

  #keepRunning(): void {
    if (!this.#isFenced) this.#supervisor.keepRunning();
  }

  #onUsable(engine: SessionEngine | null): void {
    this.#gate.setEngine(engine);
    if (engine) void this.#recorder.fact({ type: 'capabilities', capabilities: engine.capabilities });
  }

  #onOpen(): void {
    const opening = this.#gate.opening;
    if (!opening) return;
    this.#desk.pump();
    this.#media.wake();
    void this.#catchUp.run(opening);
  }

  #onFact(fact: EngineFact | HostFactOf<'recovery'>): void {
    if (fact.type === 'ack' && this.#options.store.intents.isOurs(this.#options.sessionId, fact.keyId))
      this.#restriction.note(fact.keyId, fact.ack);
    void this.#recorder.fact(fact).then(() => {
      if (fact.type === 'message' && fact.media) this.#media.wake();
    });
  }

  #onLoginLost(isOver: boolean): void {
    if (isOver) this.#login.askWipe();
    const { store, sessionId } = this.#options;
    this.#write(
      () => store.sessions.loginLost(sessionId),
      () => this.#desk.settleOldLogins(),
    );
  }

  #onHalted(reason: SessionReasonCode | null): void {
    const { store, sessionId } = this.#options;
    this.#isHalted = true;
    if (!LASTING_HALTS.has(reason)) return;
    this.#write(() => {
      store.sessions.setWish(sessionId, store.sessions.get(sessionId)?.desired ?? null, reason);
    });
    if (reason !== 'logged_out') return;
    this.#recorder.state({ status: 'stopped', reason, clientInfo: null });
    void this.#supervisor.whenEnded().then(() => this.#wipeLogin());
  }

  /** Also after a restart: the host may have died between the logout and this. No engine may run. */
  #wipeLogin(): void {
    this.#login.askWipe();
    try {
      this.#login.wipeWhenAsked();
    } catch (error) {
      this.#options.log.error('The login could not be removed; the next start tries again', {
        error: errorName(error),
      });
    }
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
