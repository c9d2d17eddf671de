import type { HostFleetRpc } from '@waqtor/contracts';
import { fleetName } from '@waqtor/core/object-name';
import { beginRemoval, isRemoved } from '../removal/remove.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';

export const REGISTER_JOB = 'register';

export const fleetOf = (room: Room): HostFleetRpc =>
  room.env.HOST_FLEET.getByName(fleetName()) as unknown as HostFleetRpc;

/**
 * The handler of REGISTER_JOB: tells HostFleet what is wished; a throw is retried by the schedule. A session that the
 * fleet knows to be deleted will never be served again: the room goes too, whatever kept it alive.
 */
export const register = async (room: Room): Promise<void> => {
  const { workspaceId, sessionId, desired, removedAt } = readSession(room.sql);
  if (removedAt !== null) return;
  const result = await fleetOf(room).registerSession({ workspaceId, sessionId, desired });
  // The API may have removed it meanwhile.
  if (isRemoved(room)) return;
  if (!result.ok && result.code === 'not_found') return beginRemoval(room);
  if (!result.ok) throw new Error('HostFleet refused the session.');
};
