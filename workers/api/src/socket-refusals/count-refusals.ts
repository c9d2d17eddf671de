import { WaqtorError } from '@waqtor/contracts';
import type { ErrorCode, RefusalKind } from '@waqtor/contracts';
import { RefusalTally } from '@waqtor/core/refusal-tally/refusal-tally';
import { openDatabase } from '@waqtor/db/queries/database';
import { addRefusals } from '@waqtor/db/queries/handshake-refusals';
import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { namedWorkspace } from './named-workspace.ts';

/** Of this isolate. */
export const refusalTally = new RefusalTally();

/** What is no attempt to get in (limits, protocols, our own faults) is not here, and not counted. */
const KIND_OF_CODE: Partial<Record<ErrorCode, RefusalKind>> = {
  unauthorized: 'unauthorized',
  invalid_api_key: 'unauthorized',
  invalid_ticket: 'unauthorized',
  ip_not_allowed: 'unauthorized',
  forbidden: 'unauthorized',
  invalid_origin: 'invalid_origin',
  expired_handshake: 'expired',
  invalid_signature: 'invalid_signature',
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** H-13: runs the check of a handshake and counts its refusal for the workspace that it names; the refusal goes on. */
export const countRefusals = async <T>(c: ApiContext, check: () => Promise<T>): Promise<T> => {
  try {
    return await check();
  } catch (refusal) {
    const kind = refusal instanceof WaqtorError ? KIND_OF_CODE[refusal.code] : undefined;
    if (kind !== undefined) {
      refusalTally.count(await namedWorkspace(c), kind, {
        now: Date.now,
        write: (rows) => addRefusals(openDatabase(c.env.DB), rows),
        wait,
        waitUntil: (work) => c.executionCtx.waitUntil(work),
        report: (error) => log('error', 'refused handshakes were not written', describeError(error)),
      });
    }
    throw refusal;
  }
};
