import type { FleetHost, Host } from '@waqtor/contracts';
import type { HostRecord } from '@waqtor/db/queries/hosts';

type Told = Omit<FleetHost, 'hostId' | 'workspaceId'>;

/** Enrolled, and not heard of since. */
const NEVER_CONNECTED: Told = {
  status: 'never_connected',
  region: null,
  version: null,
  seenAt: null,
  uptimeSeconds: null,
  sessions: 0,
  capacity: 0,
  freePlaces: 0,
  usedMemoryBytes: null,
  totalMemoryBytes: null,
  availableMemoryBytes: null,
  diskFreeBytes: null,
  cpuSeconds: null,
  sharesLoginsWith: [],
};

/**
 * A host as its row in D1 and the fleet know it together; `told` undefined: the fleet never heard of it. Of the hosts
 * that share its logins only those in `visible` are named.
 */
export const renderHost = (record: HostRecord, told: FleetHost | undefined, visible: ReadonlySet<string>): Host => {
  const {
    workspaceId: _owner,
    hostId: _id,
    ...figures
  } = told ?? { ...NEVER_CONNECTED, workspaceId: null, hostId: '' };
  return {
    hostId: record.id,
    name: record.name,
    isOwn: record.workspaceId !== null,
    enrolledAt: record.createdAt.toISOString(),
    ...figures,
    sharesLoginsWith: figures.sharesLoginsWith.filter((id) => visible.has(id)),
  };
};
