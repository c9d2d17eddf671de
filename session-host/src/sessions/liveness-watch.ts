import { type Clock, DeadlineExceeded, withDeadline } from '../clock.ts';
import { EngineDeaf, MEND_STAGES, type MendStage } from '../engine/engine.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { RecoveryLedger } from './recovery-ledger.ts';
import type { SessionEngine } from './session-engine.ts';
import type { SupervisorLimits } from './supervisor-limits.ts';

const DEGRADED_AFTER_MISSES = 2;

/** `probe_missed`: no answer, or one that says it is not linked. `deaf`: linked, and not told of what arrives. */
export type Ailment = 'probe_missed' | 'deaf';

export interface LivenessHandlers {
  /** Nothing may be given to the engine from now on. */
  onDegraded: (ailment: Ailment) => void;
  onMended: (engine: SessionEngine) => void;
  /** No stage helped: the engine must be replaced. */
  onLost: (ailment: Ailment) => void;
}

/**
 * A page that does not answer cannot listen anew either, and what comes back soon after a stage was not healed by it:
 * deafness of some kinds shows with the next message only.
 */
const stagesFor = (isSilent: boolean, triedLately: MendStage | null): readonly MendStage[] =>
  triedLately === 'reload' ? [] : isSilent || triedLately === 'reattach' ? ['reload'] : MEND_STAGES;

/** Asks a ready engine for a sign of life again and again, and mends it in stages, mildest first (S-8). */
export class LivenessWatch {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: SupervisorLimits;
  readonly #ledger: RecoveryLedger;
  readonly #handlers: LivenessHandlers;
  #engine: SessionEngine | null = null;
  /** Fires when the engine is not watched any more. */
  #watching = new AbortController();
  #misses = 0;
  #isMending = false;
  /** The stage that seemed to help last, and when. */
  #mended: { stage: MendStage; atMs: number } | null = null;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, log: Log, limits: SupervisorLimits, ledger: RecoveryLedger, handlers: LivenessHandlers) {
    this.#clock = clock;
    this.#log = log;
    this.#limits = limits;
    this.#ledger = ledger;
    this.#handlers = handlers;
  }

  /** While true what the engine says of being linked is an echo of the mending. */
  get isMending(): boolean {
    return this.#isMending;
  }

  start(engine: SessionEngine): void {
    this.#watching = new AbortController();
    this.#engine = engine;
    this.#misses = 0;
    this.#isMending = false;
    this.#mended = null;
    this.#schedule(this.#limits.probeEveryMs);
  }

  stop(): void {
    this.#engine = null;
    this.#isMending = false;
    this.#watching.abort(new Error('The engine is not watched any more'));
    this.#cancel();
  }

  /** To be sure, while all seems well: what the ledger holds as begun ends here. */
  async listenAnew(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    // What was begun meanwhile (a restart, a mending) ended this step already and is not ours to end.
    const isOurs = (): boolean => this.#engine === engine && !this.#isMending;
    try {
      const { reattachDeadlineMs } = this.#limits;
      await withDeadline(this.#clock, reattachDeadlineMs, (signal) => engine.mend('reattach', signal));
      if (isOurs()) this.#ledger.end('worked');
    } catch (error) {
      this.#log.warn('Listening anew failed', { error: errorName(error) });
      if (isOurs()) this.#ledger.end('failed');
    }
  }

  #schedule(ms: number): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ms, () => void this.#probe());
  }

  async #probe(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const failure = await this.#askOnce(engine);
    if (this.#engine !== engine) return;
    if (failure === null) {
      this.#misses = 0;
      return this.#schedule(this.#limits.probeEveryMs);
    }
    if (failure instanceof EngineDeaf) return void this.#mend(engine, 'deaf', false);
    this.#misses += 1;
    this.#log.warn('The probe failed', { misses: this.#misses, error: errorName(failure) });
    if (this.#misses < DEGRADED_AFTER_MISSES) return this.#schedule(this.#limits.probeAgainMs);
    void this.#mend(engine, 'probe_missed', failure instanceof DeadlineExceeded);
  }

  /** Null when it is well. */
  async #askOnce(engine: SessionEngine): Promise<Error | null> {
    try {
      await withDeadline(this.#clock, this.#limits.probeDeadlineMs, (signal) => engine.probe(signal));
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error('The probe failed oddly', { cause: error });
    }
  }

  async #mend(engine: SessionEngine, ailment: Ailment, isSilent: boolean): Promise<void> {
    const { signal } = this.#watching;
    this.#isMending = true;
    this.#handlers.onDegraded(ailment);
    const isLately = this.#mended !== null && this.#clock.monotonic() - this.#mended.atMs < this.#limits.healthyAfterMs;
    for (const stage of stagesFor(isSilent, isLately ? (this.#mended?.stage ?? null) : null)) {
      this.#ledger.begin(stage, ailment);
      const isWell = await this.#try(engine, stage, signal);
      if (signal.aborted) return;
      if (!isWell) continue;
      this.#ledger.end('worked');
      this.#isMending = false;
      this.#misses = 0;
      this.#mended = { stage, atMs: this.#clock.monotonic() };
      this.#schedule(this.#limits.probeEveryMs);
      return this.#handlers.onMended(engine);
    }
    this.#isMending = false;
    this.#handlers.onLost(ailment);
  }

  /** True when the engine is well some time after the stage. */
  async #try(engine: SessionEngine, stage: MendStage, parent: AbortSignal): Promise<boolean> {
    const { reattachDeadlineMs, reloadDeadlineMs, probeAgainMs } = this.#limits;
    const deadlineMs = stage === 'reattach' ? reattachDeadlineMs : reloadDeadlineMs;
    try {
      await withDeadline(this.#clock, deadlineMs, (signal) => engine.mend(stage, signal), parent);
    } catch (error) {
      this.#log.warn('A stage of recovery failed', { stage, error: errorName(error) });
      return false;
    }
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(probeAgainMs, resolve);
      parent.addEventListener('abort', () => (cancel(), resolve()), { once: true });
    });
    return !parent.aborted && (await this.#askOnce(engine)) === null;
  }
}
