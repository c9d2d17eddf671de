import { openDatabase } from '@waqtor/db/queries/database';
import { listUntoldHosts } from '@waqtor/db/queries/hosts';
import { listDeletedSessions, listUntoldSessions } from '@waqtor/db/queries/session-changes';
import type { ApiEnv } from '../env.ts';
import { endHost } from '../hosts/end-host.ts';
import { eraseSession } from '../session/erase-session.ts';
import { tellRoom } from '../session/tell-room.ts';
import { finishLater } from './finish-later.ts';

/** Of each kind in one run: some calls each, and the next run is near. */
const MAX_ROWS_OF_RUN = 50;

/** Deleted sessions, changed sessions and removed hosts whose room or fleet was not reached when it happened. */
export const finishChanges = async (env: ApiEnv): Promise<void> => {
  const db = openDatabase(env.DB);
  for (const session of await listDeletedSessions(db, MAX_ROWS_OF_RUN)) {
    await finishLater(() => eraseSession(env, session), { sessionId: session.id });
  }
  for (const session of await listUntoldSessions(db, MAX_ROWS_OF_RUN)) {
    await finishLater(() => tellRoom(env, session), { sessionId: session.id });
  }
  for (const host of await listUntoldHosts(db, MAX_ROWS_OF_RUN)) {
    await finishLater(() => endHost(env, host.id), { hostId: host.id });
  }
};
