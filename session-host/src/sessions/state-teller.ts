import type { HostFactOf, SessionReasonCode, SessionStatus } from '@waqtor/contracts';
import type { RecoveryLedger } from './recovery-ledger.ts';

export type StateReport = Omit<HostFactOf<'state'>, 'type'>;

/** Says how the session is: every state with the recovery that is under way, `ready` with what restricts it. */
export class StateTeller {
  readonly #ledger: RecoveryLedger;
  readonly #onState: (report: StateReport) => void;
  #lastReady: StateReport | null = null;
  #isRestricted = false;
  /** The last reason that was told. */
  reason: SessionReasonCode | null = null;

  constructor(ledger: RecoveryLedger, onState: (report: StateReport) => void) {
    this.#ledger = ledger;
    this.#onState = onState;
  }

  /** As the engine said it. */
  engineSaid({ status, reason, clientInfo }: StateReport): void {
    this.reason = reason;
    this.#onState({ status, reason, clientInfo, recovery: this.#ledger.shown });
  }

  tell(status: SessionStatus, reason: SessionReasonCode | null): void {
    this.engineSaid({ status, reason, clientInfo: null });
  }

  ready(report: StateReport): void {
    this.#lastReady = report;
    this.readyAgain();
  }

  /** The same login as before, after a spell of something else. */
  readyAgain(): void {
    if (this.#lastReady) this.engineSaid({ ...this.#lastReady, reason: this.#isRestricted ? 'restricted' : null });
  }

  /** Counts from the next `ready` on. */
  setRestricted(isRestricted: boolean): void {
    this.#isRestricted = isRestricted;
  }
}
