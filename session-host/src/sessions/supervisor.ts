import type { HostFactOf, SessionReasonCode } from '@waqtor/contracts';
import type { EngineFact } from '../engine/engine.ts';
import { memoryOfTrees } from '../telemetry/process-memory.ts';
import { Deadline } from './deadline.ts';
import { EngineRun } from './engine-run.ts';
import { meaningOf } from './engine-state.ts';
import {
  type Fault,
  OUT_OF_MEMORY,
  faultOf,
  faultOfAilment,
  faultOfBreak,
  faultOfLateness,
  faultOfStart,
  faultOfState,
} from './fault.ts';
import { LivenessWatch } from './liveness-watch.ts';
import { RecoveryLedger } from './recovery-ledger.ts';
import { RecoveryPolicy } from './recovery-policy.ts';
import { EngineUnavailable, type SessionEngine } from './session-engine.ts';
import { StateTeller } from './state-teller.ts';
import { type SupervisorLimits, limitsOf } from './supervisor-limits.ts';
import type { SupervisorOptions } from './supervisor-options.ts';
import { SupervisorMachine } from './supervisor-machine.ts';
import type { SupervisorAction, SupervisorState } from './supervisor-table.ts';
import { TakeoverPolicy } from './takeover-policy.ts';
import { Upkeep, type UpkeepStep } from './upkeep.ts';

export { SUPERVISOR_LIMITS, type SupervisorLimits } from './supervisor-limits.ts';

/** Keeps one engine alive: deadlines, probe, recovery in stages, breaker. Never throws, never gives up silently. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #limits: SupervisorLimits;
  readonly #random: () => number;
  readonly #policy: RecoveryPolicy;
  readonly #takeovers: TakeoverPolicy;
  readonly #ledger: RecoveryLedger;
  readonly #states: StateTeller;
  readonly #machine: SupervisorMachine;
  readonly #run: EngineRun;
  readonly #liveness: LivenessWatch;
  readonly #upkeep: Upkeep;
  readonly #deadline: Deadline;
  #isHung = false;
  #takesOver = false;
  #restsBy: SessionReasonCode | null = null;
  #nextStartAt = 0;

  constructor(options: SupervisorOptions) {
    const { clock, log, onFact, memoryOf = memoryOfTrees } = options;
    this.#options = options;
    const limits = limitsOf(options.limits);
    this.#limits = limits;
    this.#random = options.random ?? Math.random;
    this.#policy = new RecoveryPolicy(limits);
    this.#takeovers = new TakeoverPolicy(limits);
    this.#deadline = new Deadline(clock);
    this.#machine = new SupervisorMachine(log, (action) => this.#perform(action));
    this.#ledger = new RecoveryLedger(onFact);
    this.#states = new StateTeller(this.#ledger, options.onState);
    this.#run = new EngineRun({
      ...options,
      limits,
      onFact: (fact) => this.#onFact(fact),
      onStarted: () => this.#machine.fire('started'),
      onStartFailed: (error) => this.#unavailable(error) || this.#fault(faultOfStart(error)),
      onBroken: (error) => this.#fault(faultOfBreak(error)),
      onEnded: () => this.#machine.fire('ended'),
    });
    this.#liveness = new LivenessWatch(clock, log, limits, this.#ledger, {
      onDegraded: (ailment) => {
        options.onGap();
        this.#states.tell('degraded', ailment === 'deaf' ? 'deaf' : null);
        options.onUsable(null);
      },
      onMended: (engine) => {
        this.#states.readyAgain();
        options.onUsable(engine);
      },
      onLost: (ailment) => this.#fault(faultOfAilment(ailment)),
    });
    this.#upkeep = new Upkeep({
      clock,
      limits,
      random: this.#random,
      measure: () => memoryOf(this.#run.engine?.processIds ?? []),
      isIdle: () => this.#machine.state === 'ready' && !this.#liveness.isMending && options.isIdle(),
      onStep: (step) => this.#keepUp(step),
    });
  }

  get state(): SupervisorState {
    return this.#machine.state;
  }

  /** The engine while it exists, usable for commands or not. */
  get engine(): SessionEngine | null {
    return this.#run.engine;
  }

  /** `lastEventAt` is wall clock, ms; `restarts` leaves the first start out. */
  get vitals(): { memoryBytes: number | null; lastEventAt: number | null; restarts: number } {
    const restarts = Math.max(0, this.#run.starts - 1);
    const { memoryBytes, lastHeardAt } = this.#upkeep;
    return { memoryBytes, lastEventAt: lastHeardAt, restarts };
  }

  start(): void {
    if (this.#machine.state === 'idle' || this.#machine.state === 'backoff') this.#byOperator();
    this.#machine.fire('start');
  }

  /** The wish to run was only repeated (hello of the room, lease renewed): waits and the breaker stay as they are. */
  keepRunning(): void {
    if (this.#machine.state === 'idle' || this.#machine.state === 'stopping') this.#machine.fire('start');
  }

  restart(): void {
    this.#byOperator();
    if (this.#machine.state !== 'idle') this.#states.tell('starting', 'restarting');
    this.#machine.fire('restart');
  }

  /** Resolves when the engine has ended. */
  stop(): Promise<void> {
    this.#ledger.giveUp();
    this.#machine.fire('stop');
    return this.whenEnded();
  }

  /** Resolves when the engine that runs now has ended; another one may follow it at once. */
  whenEnded(): Promise<void> {
    return this.#machine.whenEnded();
  }

  /** The engine cannot be trusted: a send without answer, a call that failed oddly. A new one is started. */
  distrust(what: string): void {
    this.#fault(faultOf(what, 'call_unanswered', { status: 'degraded', reason: 'restarting' }));
  }

  /** WhatsApp refuses what this account sends, or takes it again: the session works, and says so. */
  restricted(isRestricted: boolean): void {
    this.#states.setRestricted(isRestricted);
    if (this.#machine.state === 'ready' && !this.#liveness.isMending) this.#states.readyAgain();
  }

  /** Ends the engine without asking it (lease lost); the session stays idle. */
  async killNow(): Promise<void> {
    this.#isHung = true;
    this.#machine.fire('stop');
    await this.#run.killEnding();
    await this.whenEnded();
  }

  /** Unlinks at WhatsApp where an engine runs, then rests. */
  async logout(): Promise<void> {
    if (this.#machine.state === 'ready' || this.#machine.state === 'linking') await this.#run.logout();
    this.#options.onLoginLost(true);
    this.#halt('logged_out');
    await this.whenEnded();
  }

  /** Somebody wants it now: what was before does not count, and a conflict is decided. */
  #byOperator(): void {
    this.#policy.reset();
    this.#ledger.giveUp();
    if (this.#restsBy === 'conflict') this.#takesOver = true;
    this.#restsBy = null;
  }

  #perform(action: SupervisorAction): void {
    switch (action) {
      case 'spawn':
        return this.#spawn();
      case 'end':
        this.#upkeep.stop();
        return void this.#run.end(this.#isHung);
      case 'arm_ready_deadline':
      case 'keep_ready_deadline':
        if (action === 'keep_ready_deadline' && this.#deadline.isArmed) return;
        return this.#deadline.arm(this.#limits.readyDeadlineMs, () =>
          this.#fault(faultOfLateness(this.#states.reason)),
        );
      case 'arm_backoff':
        return this.#deadline.arm(Math.max(0, this.#nextStartAt - this.#options.clock.monotonic()), () =>
          this.#machine.fire('backoff_over'),
        );
      case 'disarm':
        return this.#deadline.letGo();
      case 'watch':
        this.#policy.ready(this.#options.clock.monotonic());
        this.#ledger.end('worked');
        if (this.#run.engine) this.#liveness.start(this.#run.engine);
        return this.#options.onUsable(this.#run.engine);
      case 'unwatch':
        this.#liveness.stop();
        this.#options.onGap();
        return this.#options.onUsable(null);
    }
  }

  #fault(fault: Fault): void {
    if (!this.#machine.heeds('fault')) return;
    const { clock, log } = this.#options;
    const isFinal = this.#policy.fault(clock.monotonic(), fault.isCounted);
    log.warn('The engine is given up', { what: fault.what, isFinal });
    this.#isHung = fault.isHung;
    if (isFinal) {
      this.#ledger.shown = null;
      this.#states.tell('disconnected', fault.finalReason);
      this.#rest(fault.finalReason);
      return this.#machine.fire('fault_final');
    }
    const waitMs = this.#policy.waitMs(this.#random);
    this.#nextStartAt = clock.monotonic() + waitMs;
    if (fault.cause !== null) {
      this.#ledger.begin(fault.stage, fault.cause);
      const [{ attempt }, nextAt] = [this.#policy, new Date(clock.now() + waitMs).toISOString()];
      this.#ledger.shown = { attempt, maxAttempts: Math.max(attempt, this.#limits.breakerFaults), nextAt };
    }
    this.#states.tell(fault.status, fault.reason);
    this.#machine.fire('fault');
  }

  /** True when no start can succeed as things are: a full disk is looked at again, the rest waits for an operator. */
  #unavailable(error: unknown): boolean {
    if (!(error instanceof EngineUnavailable)) return false;
    this.#ledger.giveUp();
    this.#states.tell('disconnected', error.reason);
    if (error.reason === 'disk_full') {
      this.#nextStartAt = this.#options.clock.monotonic() + this.#limits.diskRetryMs;
      this.#machine.fire('fault');
    } else this.#halt(error.reason);
    return true;
  }

  #keepUp(step: UpkeepStep): void {
    if (step.stage === 'kill') return this.#fault(OUT_OF_MEMORY);
    this.#ledger.begin(step.stage, step.cause);
    if (step.stage === 'reattach') return void this.#liveness.listenAnew();
    this.#states.tell('starting', 'restarting');
    this.#machine.fire('restart');
  }

  #rest(reason: SessionReasonCode | null): void {
    this.#ledger.giveUp();
    this.#restsBy = reason;
    this.#options.onHalted(reason);
  }

  #halt(reason: SessionReasonCode | null): void {
    this.#rest(reason);
    this.#machine.fire('halted');
    // From backoff or while an engine ends already there is nothing to halt but the next start.
    this.#machine.fire('stop');
  }

  #spawn(): void {
    this.#isHung = false;
    this.#options.onGap();
    try {
      this.#options.prepare();
    } catch (error) {
      // A transition is on its way: what follows from it comes after it.
      queueMicrotask(() => this.#unavailable(error) || this.#fault(faultOfStart(error)));
      return;
    }
    if (this.#ledger.shown) this.#ledger.shown = { ...this.#ledger.shown, nextAt: null };
    this.#states.tell('starting', null);
    this.#upkeep.start();
    void this.#run.begin(this.#takesOver);
    this.#takesOver = false;
  }

  #onFact(fact: EngineFact): void {
    if (fact.type !== 'state' || fact.status === 'ready') this.#upkeep.heard();
    if (fact.type !== 'state') return this.#options.onFact(fact);
    const meaning = meaningOf(fact);
    // Loading the page anew passes through states that the session is known to be in.
    if (this.#liveness.isMending && (meaning.kind === 'ready' || fact.status === 'connecting')) return;
    if ('isLoginLost' in meaning && meaning.isLoginLost)
      this.#options.onLoginLost(meaning.reason === 'unlinked' || meaning.reason === 'logged_out');
    // A code to scan: whatever login there was, this browser does not have it.
    else if (fact.status === 'qr') this.#options.onLoginLost(false);
    if (meaning.kind === 'fault') return this.#fault(faultOfState(meaning.reason));
    if (meaning.kind === 'halted') return this.#halted(fact);
    if (meaning.kind === 'ready' || meaning.kind === 'waiting') this.#ledger.shown = null;
    if (meaning.kind === 'ready') this.#states.ready(fact);
    else this.#states.engineSaid(fact);
    if (meaning.kind !== 'note') this.#machine.fire(meaning.kind);
  }

  #halted(fact: HostFactOf<'state'>): void {
    if (fact.reason === 'conflict' && this.#takeovers.mayTakeOver(this.#options.clock.monotonic())) {
      this.#takesOver = true;
      return this.#fault(faultOfState('conflict'));
    }
    this.#ledger.shown = null;
    this.#states.engineSaid(fact);
    this.#halt(fact.reason);
  }
}
