import { openDatabase } from '@waqtor/db/queries/database';
import { forgetSession } from '@waqtor/db/queries/session-changes';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiEnv } from '../env.ts';
import { ask, fleetOf, roomOf } from '../objects.ts';

/**
 * What is left to do for a session that is marked as deleted: its room erases everything, the fleet has the login wiped
 * on its host (at the host's next hello when it is away), and the row goes. Each step may be repeated; whatever breaks
 * is done again by `jobs/finish-changes.ts`.
 */
export const eraseSession = async (env: ApiEnv, session: SessionRecord): Promise<void> => {
  // The room first: when the host loses the login, nothing waits to be sent any more.
  await ask(() => roomOf(env, session.workspaceId, session.id).remove());
  await ask(() => fleetOf(env).removeSession(session.id));
  await forgetSession(openDatabase(env.DB), session.id);
};
