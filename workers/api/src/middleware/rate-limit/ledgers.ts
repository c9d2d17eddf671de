import { RequestLedger } from '@waqtor/core/rate-limit/request-ledger';
import { PACE_WINDOW_MS, QUOTA_WINDOW_MS } from './policies.ts';

/** Subjects that one isolate counts: some 2 MB. Whoever is forgotten begins with what the hub knows. */
const MAX_SUBJECTS = 10_000;

/** Ledgers in the order of their last use. */
class LedgerBook {
  readonly #windowMs: number;
  readonly #ledgers = new Map<string, RequestLedger>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  of(subject: string): RequestLedger {
    const ledger = this.#ledgers.get(subject) ?? new RequestLedger(this.#windowMs);
    this.#ledgers.delete(subject);
    this.#ledgers.set(subject, ledger);
    if (this.#ledgers.size > MAX_SUBJECTS) {
      const oldest = this.#ledgers.keys().next().value;
      if (oldest !== undefined) this.#ledgers.delete(oldest);
    }
    return ledger;
  }
}

/** By key or login. */
export const paceLedgers = new LedgerBook(PACE_WINDOW_MS);
/** By workspace. */
export const quotaLedgers = new LedgerBook(QUOTA_WINDOW_MS);
