import type { Recovery, RecoveryFact } from '@waqtor/contracts';
import type { RecoveryCause } from './fault.ts';

type RecoveryStage = RecoveryFact['stage'];

/** What is tried to bring a session back, told step by step: each one that began ends as worked or failed. */
export class RecoveryLedger {
  readonly #onRecovery: (fact: RecoveryFact) => void;
  #open: { stage: RecoveryStage; cause: RecoveryCause } | null = null;
  /** Shown with every state until the session is ready, waits for a person, or rests. */
  shown: Recovery | null = null;

  constructor(onRecovery: (fact: RecoveryFact) => void) {
    this.#onRecovery = onRecovery;
  }

  /** One that is still open has failed: what comes now is tried because of that. */
  begin(stage: RecoveryStage, cause: RecoveryCause): void {
    // An outage is one entry, not one for each minute of it.
    if (cause === 'network' && this.#open?.cause === 'network') return;
    this.end('failed');
    this.#open = { stage, cause };
    this.#onRecovery({ type: 'recovery', stage, cause, outcome: 'begun' });
  }

  end(outcome: 'worked' | 'failed'): void {
    if (!this.#open) return;
    this.#onRecovery({ type: 'recovery', ...this.#open, outcome });
    this.#open = null;
  }

  /** What is under way is not gone on with (the session is stopped, rests, or begins afresh). */
  giveUp(): void {
    this.end('failed');
    this.shown = null;
  }
}
