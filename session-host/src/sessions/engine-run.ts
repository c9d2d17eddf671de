import { type Clock, withDeadline } from '../clock.ts';
import type { EngineBroken, EngineFact } from '../engine/engine.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { CreateSessionEngine, SessionEngine } from './session-engine.ts';
import type { StartSlots } from './start-slots.ts';
import type { SupervisorLimits } from './supervisor-limits.ts';

export interface EngineRunOptions {
  sessionId: string;
  profileDir: string;
  createEngine: CreateSessionEngine;
  clock: Clock;
  log: Log;
  slots: StartSlots;
  limits: SupervisorLimits;
  onFact: (fact: EngineFact) => void;
  onStarted: () => void;
  onStartFailed: (error: unknown) => void;
  onBroken: (error: EngineBroken) => void;
  onEnded: () => void;
}

/** One engine at a time: its start in turn and within its deadline, and its certain end. Silent about ended ones. */
export class EngineRun {
  readonly #options: EngineRunOptions;
  #run = new AbortController();
  #engine: SessionEngine | null = null;
  /** The engine that is being ended; the next one waits for it. */
  #ending: SessionEngine | null = null;
  /** Starts so far. */
  starts = 0;

  constructor(options: EngineRunOptions) {
    this.#options = options;
  }

  get engine(): SessionEngine | null {
    return this.#engine;
  }

  async begin(takesOver: boolean): Promise<void> {
    const { clock, createEngine, sessionId, profileDir, slots, limits, log } = this.#options;
    const run = new AbortController();
    this.#run = run;
    this.starts += 1;
    let release: () => void = () => undefined;
    try {
      // The deadline begins behind the slot: waiting for its turn is no fault of the session.
      release = await slots.take(run.signal);
      run.signal.throwIfAborted();
      const engine = createEngine({
        sessionId,
        profileDir,
        takesOver,
        emit: (fact) => {
          if (!run.signal.aborted) this.#options.onFact(fact);
        },
        onBroken: (error) => {
          if (!run.signal.aborted) this.#options.onBroken(error);
        },
      });
      this.#engine = engine;
      await withDeadline(clock, limits.startDeadlineMs, (signal) => engine.start(signal), run.signal);
      if (!run.signal.aborted) this.#options.onStarted();
    } catch (error) {
      if (run.signal.aborted) return;
      log.warn('The engine did not start', { error: errorName(error) });
      this.#options.onStartFailed(error);
    } finally {
      release();
    }
  }

  /** Asks the engine to unlink at WhatsApp; resolves whether it did or not. */
  async logout(): Promise<void> {
    const { clock, limits, log } = this.#options;
    const engine = this.#engine;
    if (!engine) return;
    try {
      await withDeadline(clock, limits.logoutDeadlineMs, (signal) => engine.logout(signal));
    } catch (error) {
      log.warn('The logout did not reach WhatsApp', { error: errorName(error) });
    }
  }

  /** `isHung`: it is killed without being asked. */
  async end(isHung: boolean): Promise<void> {
    const { clock, limits, log, onEnded } = this.#options;
    this.#run.abort(new Error('The engine is ended'));
    const engine = this.#engine;
    this.#engine = null;
    this.#ending = engine;
    // The caller is a transition: its end must not come before the transition itself is done.
    await Promise.resolve();
    try {
      if (engine && isHung) await engine.kill();
      else if (engine) await withDeadline(clock, limits.stopDeadlineMs, () => engine.stop());
    } catch (error) {
      log.warn('The engine did not stop by itself', { error: errorName(error) });
      await engine?.kill().catch((failure: unknown) => {
        log.error('The engine could not be killed', { error: errorName(failure) });
      });
    }
    this.#ending = null;
    onEnded();
  }

  /** For an end that is under way already. */
  async killEnding(): Promise<void> {
    await this.#ending?.kill();
  }
}
