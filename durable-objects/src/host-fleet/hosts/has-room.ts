import { hasRoomFor } from '@waqtor/core/session/lease';
import type { Fleet } from '../fleet.ts';
import { connectedHosts } from './connected-hosts.ts';

/** Is there a connected host with a free place for one more session of this workspace? */
export const hasRoom = (fleet: Fleet, workspaceId: string): boolean =>
  connectedHosts(fleet).some((host) => hasRoomFor(host, workspaceId));
