import { listUnsealedAuditRows, nextAuditSettlement, writeAuditSeals } from '@waqtor/db/queries/audit-chain';
import type { Log } from './log.ts';

/** Rows that are sealed at a time. */
export const SEAL_PAGE_ROWS = 100;
/** Pages of one alarm: what is left after some seconds is the next one's. */
const MAX_PAGES = 20;
/** A writer that was just in time by its own clock may still be on its way to the database. */
export const SETTLE_MARGIN_MS = 2_000;

/**
 * Seals what is settled, in the order of (settled, id): first into our own chain, then beside the rows. A crash or a
 * broken call between the two leaves rows without a place: they are found again, and get the places that they have.
 * Answers in how many ms there is more to do; throws what the database threw, for the schedule to repeat it.
 */
export const sealSettled = async (log: Log, now: number): Promise<number | undefined> => {
  const { workspaceId, db } = log;
  if (workspaceId === null) return undefined;
  const until = now - SETTLE_MARGIN_MS;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { until, after: log.sealedTo, limit: SEAL_PAGE_ROWS };
    const rows = await listUnsealedAuditRows(db, workspaceId, query);
    await writeAuditSeals(db, workspaceId, log.chain.seal(rows));
    // On past these rows, also when one of them could not be given its place: it must not hold up the others.
    log.sealedTo = rows.length < SEAL_PAGE_ROWS ? null : (rows.at(-1) ?? null);
    if (log.sealedTo === null) return untilNext(log, workspaceId, now);
  }
  return 1;
};

const untilNext = async ({ db }: Log, workspaceId: string, now: number): Promise<number | undefined> => {
  const next = await nextAuditSettlement(db, workspaceId, now - SETTLE_MARGIN_MS);
  return next === null ? undefined : Math.max(1, next + SETTLE_MARGIN_MS - now);
};
