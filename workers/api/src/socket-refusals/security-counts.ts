import type { MonitorSecurity, RefusalKind } from '@waqtor/contracts';
import { NO_WORKSPACE } from '@waqtor/core/refusal-tally/refusal-tally';
import { openDatabase } from '@waqtor/db/queries/database';
import { sumRefusals } from '@waqtor/db/queries/handshake-refusals';
import type { ApiContext } from '../api.ts';
import { refusalTally } from './count-refusals.ts';

/** Refusals are told, and kept, for so long. */
export const REFUSALS_KEPT_MS = 7 * 24 * 60 * 60_000;

type HandshakeCounts = Pick<
  MonitorSecurity,
  'unauthorizedAttempts' | 'invalidOrigins' | 'expiredHandshakes' | 'invalidSignatures'
>;

const NAME_OF_KIND: Readonly<Record<RefusalKind, keyof HandshakeCounts>> = {
  unauthorized: 'unauthorizedAttempts',
  invalid_origin: 'invalidOrigins',
  expired: 'expiredHandshakes',
  invalid_signature: 'invalidSignatures',
};

/**
 * H-13: handshakes that were refused in 7 days before an object woke: those that named the workspace, and those of the
 * whole deployment that named none. What other isolates counted in the last 5 s is not among them yet. Handshakes that
 * came twice are refused by the hub, and counted there.
 */
export const securityCounts = async (c: ApiContext, workspaceId: string): Promise<HandshakeCounts> => {
  const subjects = [workspaceId, NO_WORKSPACE];
  const since = new Date(Date.now() - REFUSALS_KEPT_MS);
  const written = await sumRefusals(openDatabase(c.env.DB), subjects, since);
  const waiting = subjects.flatMap((subject) => refusalTally.waitingOf(subject));
  const counts = { unauthorizedAttempts: 0, invalidOrigins: 0, expiredHandshakes: 0, invalidSignatures: 0 };
  for (const { kind, count } of [...written, ...waiting]) counts[NAME_OF_KIND[kind]] += count;
  return counts;
};
