import type { RequestGrant, SubjectClaim } from '@waqtor/contracts';
import { decideLease, type QuotaState } from '@waqtor/core/rate-limit/lease-decision';
import { noteQuota } from './quota-notice.ts';

/** One row a subject: its present window. */
export const REQUEST_QUOTA_SCHEMA = `
CREATE TABLE request_quota (
  subject TEXT PRIMARY KEY,
  window_start INTEGER NOT NULL,
  used INTEGER NOT NULL,
  committed INTEGER NOT NULL
);
CREATE INDEX request_quota_age ON request_quota (window_start);`;

/** No window is longer than a day: an older row says nothing any more. */
const FORGET_AFTER_MS = 2 * 24 * 60 * 60 * 1000;

type Row = { window_start: number; used: number; committed: number };

/** The requests of a workspace, handed out in lumps to the isolates that serve it. */
export class RequestQuota {
  readonly #storage: DurableObjectStorage;
  readonly #onNotice: (now: number) => void;

  /** `onNotice`, within the transaction: people are to be told of the quota. */
  constructor(storage: DurableObjectStorage, onNotice: (now: number) => void) {
    this.#storage = storage;
    this.#onNotice = onNotice;
  }

  lease(workspaceId: string, claims: readonly SubjectClaim[]): (RequestGrant | null)[] {
    return this.#storage.transactionSync(() => claims.map((claim) => this.#leaseOne(workspaceId, claim)));
  }

  #leaseOne(workspaceId: string, claim: SubjectClaim): RequestGrant | null {
    const { subject, limit } = claim;
    const known = this.#read(subject);
    const { state, grant } = decideLease(known, claim);
    if (grant) {
      this.#write(subject, state);
      const now = Date.now();
      const passed = { subject, workspaceId, before: known, after: state, limit };
      if (noteQuota(this.#storage.sql, passed, now)) this.#onNotice(now);
    }
    // Once a window of somebody, not at each claim.
    if (known?.windowStart !== state.windowStart) this.#forgetBefore(state.windowStart - FORGET_AFTER_MS);
    return grant;
  }

  #read(subject: string): QuotaState | null {
    const [row] = this.#storage.sql
      .exec<Row>('SELECT window_start, used, committed FROM request_quota WHERE subject = ?', subject)
      .toArray();
    return row ? { windowStart: row.window_start, used: row.used, committed: row.committed } : null;
  }

  #write(subject: string, state: QuotaState): void {
    this.#storage.sql.exec(
      `INSERT INTO request_quota (subject, window_start, used, committed) VALUES (?, ?, ?, ?)
       ON CONFLICT (subject) DO UPDATE SET
         window_start = excluded.window_start, used = excluded.used, committed = excluded.committed`,
      subject,
      state.windowStart,
      state.used,
      state.committed,
    );
  }

  #forgetBefore(windowStart: number): void {
    this.#storage.sql.exec('DELETE FROM request_quota WHERE window_start < ?', windowStart);
  }
}
