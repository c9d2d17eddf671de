import type { Host } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

type Status = Host['status'];

const STATUS: Record<Status, { label: () => string; badge: string; tile: string }> = {
  connected: { label: m.hosts_status_connected, badge: 'badge-success', tile: 'tile-success' },
  draining: { label: m.hosts_status_draining, badge: 'badge-warning', tile: 'tile-warning' },
  drained: { label: m.hosts_status_drained, badge: 'badge-warning', tile: 'tile-warning' },
  away: { label: m.hosts_status_away, badge: 'badge-danger', tile: 'tile-danger' },
  never_connected: { label: m.hosts_status_never_connected, badge: '', tile: '' },
};

/** A host's state in words and colours; one of a newer server is shown by its code. */
export const hostStatus = (status: Status): { label: () => string; badge: string; tile: string } =>
  STATUS[status] ?? { label: () => status, badge: '', tile: '' };
