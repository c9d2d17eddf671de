import { unwrap } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { markHostTold } from '@waqtor/db/queries/hosts';
import type { ApiEnv } from '../env.ts';
import { fleetOf, reach } from '../objects.ts';

/**
 * Tells the fleet of a host that was removed: its socket is closed, and its sessions are granted anew when it must have
 * ended them. May be repeated; whatever breaks is done again by `jobs/finish-changes.ts`.
 */
export const endHost = async (env: ApiEnv, hostId: string): Promise<void> => {
  const ended = await reach(() => fleetOf(env).removeHost(hostId), { isRepeatable: true });
  // A host that never connected: the fleet holds nothing of it.
  if (!ended.ok && ended.code !== 'not_found') unwrap(ended);
  await markHostTold(openDatabase(env.DB), hostId);
};
