import type { HostFleetRpc } from '@waqtor/contracts';
import { fleetName } from '@waqtor/core/object-name';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';

export const REGISTER_JOB = 'register';

export const fleetOf = (room: Room): HostFleetRpc =>
  room.env.HOST_FLEET.getByName(fleetName()) as unknown as HostFleetRpc;

/** The handler of REGISTER_JOB: tells HostFleet what is wished; a throw is retried by the schedule. */
export const register = async (room: Room): Promise<void> => {
  const { workspaceId, sessionId, desired, removedAt } = readSession(room.sql);
  if (removedAt !== null) return;
  const result = await fleetOf(room).registerSession({ workspaceId, sessionId, desired });
  if (!result.ok) throw new Error('HostFleet refused the session.');
};
