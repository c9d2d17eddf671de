import { openDatabase } from '@waqtor/db/queries/database';
import { listUntoldHosts, postponeHost } from '@waqtor/db/queries/hosts';
import { listDeletedSessions, listUntoldSessions, postponeSession } from '@waqtor/db/queries/session-changes';
import type { ApiEnv } from '../env.ts';
import { endHost } from '../hosts/end-host.ts';
import { eraseSession } from '../session/erase-session.ts';
import { tellRoom } from '../session/tell-room.ts';
import { finishLater } from './finish-later.ts';

/** Of each kind in one run: some calls each, and the next run is near. What fails again goes to the end of the queue. */
const MAX_ROWS_OF_RUN = 50;

/** Deleted sessions, changed sessions and removed hosts whose room or fleet was not reached when it happened. */
export const finishChanges = async (env: ApiEnv): Promise<void> => {
  const db = openDatabase(env.DB);
  for (const session of await listDeletedSessions(db, MAX_ROWS_OF_RUN)) {
    const isDone = await finishLater(() => eraseSession(env, session), { sessionId: session.id });
    if (!isDone) await postponeSession(db, session.id, 'deletedAt', new Date());
  }
  for (const session of await listUntoldSessions(db, MAX_ROWS_OF_RUN)) {
    const isDone = await finishLater(() => tellRoom(env, session), { sessionId: session.id });
    if (!isDone) await postponeSession(db, session.id, 'untoldAt', new Date());
  }
  for (const host of await listUntoldHosts(db, MAX_ROWS_OF_RUN)) {
    const isDone = await finishLater(() => endHost(env, host.id), { hostId: host.id });
    if (!isDone) await postponeHost(db, host.id, new Date());
  }
};
