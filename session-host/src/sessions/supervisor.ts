import type { HostFactOf, SessionReasonCode, SessionStatus } from '@waqtor/contracts';
import { type Clock, withDeadline } from '../clock.ts';
import type { EngineFact } from '../engine/engine.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { meaningOf } from './engine-state.ts';
import { ProbeWatch } from './probe-watch.ts';
import { RecoveryPolicy } from './recovery-policy.ts';
import { type CreateSessionEngine, EngineUnavailable, type SessionEngine } from './session-engine.ts';
import type { StartSlots } from './start-slots.ts';
import { type SupervisorAction, type SupervisorEvent, type SupervisorState, transition } from './supervisor-table.ts';

/** Milliseconds; a slow machine or the real page may need more, tests less. */
export const SUPERVISOR_LIMITS = {
  startDeadlineMs: 90_000,
  /** From the running page, or a lost connection, to ready. */
  readyDeadlineMs: 120_000,
  probeEveryMs: 15_000,
  probeAgainMs: 5_000,
  probeDeadlineMs: 5_000,
  /** `stop` of the engine ends within 5 s by contract; then the tree is killed. */
  stopDeadlineMs: 6_000,
  logoutDeadlineMs: 20_000,
} as const;
export type SupervisorLimits = { [K in keyof typeof SUPERVISOR_LIMITS]: number };

type StateReport = Omit<HostFactOf<'state'>, 'type'>;
const CRASHED: StateReport = { status: 'disconnected', reason: 'browser_crashed', clientInfo: null };

export interface SupervisorOptions {
  sessionId: string;
  profileDir: string;
  createEngine: CreateSessionEngine;
  clock: Clock;
  log: Log;
  slots: StartSlots;
  limits?: Partial<SupervisorLimits>;
  random?: () => number;
  onFact: (fact: EngineFact) => void;
  onState: (report: StateReport) => void;
  /** `engine` when commands may run on it, null when they may not. */
  onUsable: (engine: SessionEngine | null) => void;
  /** Messages may be missed from now on. */
  onGap: () => void;
  /** What was sent under the login so far can no longer be looked up. `isOver`: nothing of it may be used again. */
  onLoginLost: (isOver: boolean) => void;
  /** The session rests until an operator starts it. */
  onHalted: (reason: SessionReasonCode | null) => void;
}

/** Keeps one engine alive: deadlines, probe, restarts with backoff, breaker. Never throws, never gives up silently. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #limits: SupervisorLimits;
  readonly #policy = new RecoveryPolicy();
  #state: SupervisorState = 'idle';
  #engine: SessionEngine | null = null;
  #run = new AbortController();
  #isHung = false;
  /** The engine that is being ended; the next one waits for it. */
  #ending: SessionEngine | null = null;
  readonly #probe: ProbeWatch;
  #lastReady: StateReport | null = null;
  #cancelDeadline: (() => void) | null = null;
  #endWaiters: (() => void)[] = [];

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#limits = { ...SUPERVISOR_LIMITS, ...options.limits };
    this.#probe = new ProbeWatch(options.clock, options.log, this.#limits, {
      onDegraded: () => {
        this.#report('degraded', null);
        options.onUsable(null);
      },
      onRecovered: (engine) => {
        if (this.#lastReady) options.onState(this.#lastReady);
        options.onUsable(engine);
      },
      onLost: () => this.#fault('probe', CRASHED, true),
    });
  }

  get state(): SupervisorState {
    return this.#state;
  }

  /** The engine while it exists, usable for commands or not. */
  get engine(): SessionEngine | null {
    return this.#engine;
  }

  start(): void {
    if (this.#state === 'idle' || this.#state === 'backoff') this.#policy.reset();
    this.#fire('start');
  }

  restart(): void {
    this.#policy.reset();
    if (this.#state !== 'idle') this.#report('starting', 'restarting');
    this.#fire('restart');
  }

  /** Resolves when the engine has ended. */
  stop(): Promise<void> {
    this.#fire('stop');
    return this.whenEnded();
  }

  /** Resolves when the engine that runs now has ended; another one may follow it at once. */
  whenEnded(): Promise<void> {
    if (this.#state === 'idle') return Promise.resolve();
    return new Promise((resolve) => this.#endWaiters.push(resolve));
  }

  /** The engine cannot be trusted: a send without answer, a call that failed oddly. A new one is started. */
  distrust(what: string): void {
    this.#fault(what, { status: 'degraded', reason: 'restarting', clientInfo: null }, false);
  }

  /** Ends the engine without asking it (lease lost); the session stays idle. */
  async killNow(): Promise<void> {
    this.#isHung = true;
    this.#fire('stop');
    await this.#ending?.kill();
    await this.whenEnded();
  }

  /** Unlinks at WhatsApp where an engine runs, then rests. */
  async logout(): Promise<void> {
    const engine = this.#engine;
    if (engine && (this.#state === 'ready' || this.#state === 'linking')) {
      try {
        await withDeadline(this.#options.clock, this.#limits.logoutDeadlineMs, (signal) => engine.logout(signal));
      } catch (error) {
        this.#options.log.warn('The logout did not reach WhatsApp', { error: errorName(error) });
      }
    }
    this.#options.onLoginLost(true);
    this.#halt('logged_out');
    await this.whenEnded();
  }

  #report(status: SessionStatus, reason: SessionReasonCode | null): void {
    this.#options.onState({ status, reason, clientInfo: null });
  }

  #fire(event: SupervisorEvent): void {
    const next = transition(this.#state, event);
    if (!next) return;
    const before = this.#state;
    this.#state = next.to;
    if (before !== next.to) this.#options.log.debug('The supervisor moved', { from: before, to: next.to, event });
    for (const action of next.do) this.#perform(action);
    if (this.#state !== 'idle' && event !== 'ended') return;
    const waiters = this.#endWaiters;
    this.#endWaiters = [];
    for (const resolve of waiters) resolve();
  }

  #perform(action: SupervisorAction): void {
    switch (action) {
      case 'spawn':
        return void this.#spawn();
      case 'end':
        return void this.#end();
      case 'arm_ready_deadline':
        return this.#arm(this.#limits.readyDeadlineMs, () => this.#late());
      case 'keep_ready_deadline':
        if (!this.#cancelDeadline) this.#arm(this.#limits.readyDeadlineMs, () => this.#late());
        return;
      case 'arm_backoff':
        return this.#arm(this.#policy.waitMs(this.#options.random ?? Math.random), () => this.#fire('backoff_over'));
      case 'disarm':
        this.#cancelDeadline?.();
        this.#cancelDeadline = null;
        return;
      case 'watch':
        this.#policy.ready(this.#options.clock.monotonic());
        if (this.#engine) this.#probe.start(this.#engine);
        return this.#options.onUsable(this.#engine);
      case 'unwatch':
        this.#probe.stop();
        this.#options.onGap();
        return this.#options.onUsable(null);
    }
  }

  #arm(ms: number, run: () => void): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#options.clock.after(ms, () => {
      this.#cancelDeadline = null;
      run();
    });
  }

  #late(): void {
    this.#fault('ready deadline', { status: 'disconnected', reason: 'start_timeout', clientInfo: null }, true);
  }

  #fault(what: string, report: StateReport, isHung: boolean): void {
    if (!transition(this.#state, 'fault')) return;
    this.#isHung = isHung;
    const isFinal = this.#policy.fault(this.#options.clock.monotonic());
    this.#options.log.warn('The engine is given up', { what, isFinal });
    if (isFinal) {
      this.#report('disconnected', 'crash_loop');
      this.#options.onHalted('crash_loop');
      this.#fire('fault_final');
    } else {
      this.#options.onState(report);
      this.#fire('fault');
    }
  }

  #halt(reason: SessionReasonCode | null): void {
    this.#options.onHalted(reason);
    this.#fire('halted');
    // From backoff or while an engine ends already there is nothing to halt but the next start.
    this.#fire('stop');
  }

  async #spawn(): Promise<void> {
    const { clock, createEngine, sessionId, profileDir, slots, log } = this.#options;
    const run = new AbortController();
    this.#run = run;
    this.#isHung = false;
    this.#options.onGap();
    this.#report('starting', null);
    let release: () => void = () => undefined;
    try {
      release = await slots.take(run.signal);
      run.signal.throwIfAborted();
      const engine = createEngine({
        sessionId,
        profileDir,
        emit: (fact) => {
          if (!run.signal.aborted) this.#onFact(fact);
        },
        onBroken: () => {
          if (!run.signal.aborted) this.#fault('broken', CRASHED, false);
        },
      });
      this.#engine = engine;
      await withDeadline(clock, this.#limits.startDeadlineMs, (signal) => engine.start(signal), run.signal);
      if (!run.signal.aborted && this.#state === 'starting') this.#fire('started');
    } catch (error) {
      if (run.signal.aborted) return;
      log.warn('The engine did not start', { error: errorName(error) });
      if (error instanceof EngineUnavailable) {
        this.#report('disconnected', error.reason);
        return this.#halt(error.reason);
      }
      this.#fault('start', { ...CRASHED, reason: 'start_timeout' }, true);
    } finally {
      release();
    }
  }

  async #end(): Promise<void> {
    this.#run.abort(new Error('The engine is ended'));
    const engine = this.#engine;
    this.#engine = null;
    this.#ending = engine;
    // The caller is a transition: its end must not come before the transition itself is done.
    await Promise.resolve();
    try {
      if (engine && this.#isHung) await engine.kill();
      else if (engine) await withDeadline(this.#options.clock, this.#limits.stopDeadlineMs, () => engine.stop());
    } catch (error) {
      this.#options.log.warn('The engine did not stop by itself', { error: errorName(error) });
      await engine?.kill().catch((failure: unknown) => {
        this.#options.log.error('The engine could not be killed', { error: errorName(failure) });
      });
    }
    this.#ending = null;
    this.#fire('ended');
  }

  #onFact(fact: EngineFact): void {
    if (fact.type !== 'state') return this.#options.onFact(fact);
    const meaning = meaningOf(fact);
    if ('isLoginLost' in meaning && meaning.isLoginLost)
      this.#options.onLoginLost(meaning.reason === 'unlinked' || meaning.reason === 'logged_out');
    // A code to scan: whatever login there was, this browser does not have it.
    else if (fact.status === 'qr') this.#options.onLoginLost(false);
    if (meaning.kind === 'fault') return this.#fault('state', fact, false);
    this.#options.onState(fact);
    if (meaning.kind === 'halted') return this.#halt(meaning.reason);
    if (meaning.kind === 'ready') this.#lastReady = fact;
    if (meaning.kind !== 'note') this.#fire(meaning.kind);
  }
}
