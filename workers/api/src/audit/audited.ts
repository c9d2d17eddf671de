import { WaqtorError } from '@waqtor/contracts';
import type { AuditDetails, NewAuditRow } from '@waqtor/contracts';
import { insertAuditRow, settleAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { auditRow } from './audit-row.ts';
import type { AuditEntry } from './audit-row.ts';

/** How long the row of an attempt waits to be told what became of it. */
export const ATTEMPT_OPEN_MS = 30_000;

/** A refusal says that nothing was done; anything else leaves open what a broken call has done before it broke. */
const refusalOf = (error: unknown): string | null =>
  error instanceof WaqtorError && error.status < 500 ? error.code : null;

const settle = async (c: ApiContext, row: NewAuditRow, outcome: 'done' | 'refused', details: AuditDetails) => {
  try {
    await settleAuditRow(openDatabase(c.env.DB), { ...row, outcome, details }, new Date());
  } catch (error) {
    // The fact stands, and the row says `attempted`, which is true: the answer must not become another for it.
    log('error', 'the outcome of an audit row was not written', {
      requestId: c.get('requestId'),
      ...describeError(error),
    });
  }
};

/**
 * Does what an object is asked to do, and leaves one row of it: `attempted` before the call, then `done` or `refused`
 * (with the `code` of the refusal). What breaks in between, or ends in `unavailable`, stays `attempted`.
 */
export const audited = async <T>(c: ApiContext, entry: AuditEntry, act: () => Promise<T>): Promise<T> => {
  const attempt = auditRow(c, { ...entry, outcome: 'attempted' });
  const row = { ...attempt, settledAt: new Date(attempt.at.getTime() + ATTEMPT_OPEN_MS) };
  await insertAuditRow(openDatabase(c.env.DB), row);
  const run = async (): Promise<T> => {
    try {
      const value = await act();
      await settle(c, row, 'done', row.details);
      return value;
    } catch (error) {
      const code = refusalOf(error);
      if (code !== null) await settle(c, row, 'refused', { ...row.details, code });
      throw error;
    }
  };
  const done = run();
  // A client that hangs up ends its request, but not this. Its failure is told by `done`.
  c.executionCtx.waitUntil(done.catch(() => undefined));
  return done;
};
