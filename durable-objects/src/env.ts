import type { DeliverRpc } from '@waqtor/contracts';
import { DEFAULT_LEASE_TIMES, leaseTimes, type LeaseTimes } from '@waqtor/core/session/lease-times';
import type { AuditLog } from './audit-log/audit-log.ts';
import type { ClientHub } from './client-hub/client-hub.ts';
import type { HubRelay } from './hub-relay/hub-relay.ts';
import type { HostFleet } from './host-fleet/host-fleet.ts';
import type { SessionRoom } from './session-room/session-room.ts';
import type { WebhookEndpoint } from './webhook-endpoint/webhook-endpoint.ts';

/** Bindings of waqtor-objects (wrangler.toml, [env.objects]). */
export interface ObjectsEnv {
  CLIENT_HUB: DurableObjectNamespace<ClientHub>;
  HUB_RELAY: DurableObjectNamespace<HubRelay>;
  SESSION_ROOM: DurableObjectNamespace<SessionRoom>;
  WEBHOOK_ENDPOINT: DurableObjectNamespace<WebhookEndpoint>;
  AUDIT_LOG: DurableObjectNamespace<AuditLog>;
  HOST_FLEET: DurableObjectNamespace<HostFleet>;
  WEBHOOKS: Service & DeliverRpc;
  MEDIA: R2Bucket;
  DB: D1Database;
  /** Addresses and networks, with commas: their sockets have no frame limits (H-8). */
  WAQTOR_HUB_UNLIMITED_NETWORKS?: string;
  /** Sockets that a hub or relay holds before the next relay takes them; 1,500. */
  WAQTOR_HUB_SOCKETS?: string;
  /** Seconds that a lease lives without renewal where another host could take over; 60; from 4 to 3600. */
  WAQTOR_LEASE_TTL_SECONDS?: string;
}

export interface HubSettings {
  unlimitedNetworks: string[];
  socketsPerObject: number;
}

/** Sending to so many ten times a second takes a third of a core (design §5). */
const DEFAULT_SOCKETS = 1_500;

/** What an object is told by variables. */
export const hubSettings = (env: ObjectsEnv): HubSettings => ({
  unlimitedNetworks: (env.WAQTOR_HUB_UNLIMITED_NETWORKS ?? '')
    .split(',')
    .map((network) => network.trim())
    .filter((network) => network !== ''),
  socketsPerObject: Number(env.WAQTOR_HUB_SOCKETS ?? '') || DEFAULT_SOCKETS,
});

/** Shorter leases would end sessions for a hiccup of the network; longer ones would leave them unserved for hours. */
const LEASE_SECONDS = { min: 4, max: 3_600 };

/** How long sessions stay with a host that is not heard of (design §4). A value out of bounds counts as none. */
export const leaseTimesOf = (env: ObjectsEnv): LeaseTimes => {
  const seconds = Number(env.WAQTOR_LEASE_TTL_SECONDS ?? '');
  const isUsable = seconds >= LEASE_SECONDS.min && seconds <= LEASE_SECONDS.max;
  return isUsable ? leaseTimes(seconds * 1000) : DEFAULT_LEASE_TIMES;
};
