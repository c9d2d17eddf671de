import type { DeliverRpc } from '@waqtor/contracts';
import type { AuditLog } from './audit-log/audit-log.ts';
import type { ClientHub } from './client-hub/client-hub.ts';
import type { HostFleet } from './host-fleet/host-fleet.ts';
import type { SessionRoom } from './session-room/session-room.ts';
import type { WebhookEndpoint } from './webhook-endpoint/webhook-endpoint.ts';

/** Bindings of waqtor-objects (wrangler.toml, [env.objects]). */
export interface ObjectsEnv {
  CLIENT_HUB: DurableObjectNamespace<ClientHub>;
  SESSION_ROOM: DurableObjectNamespace<SessionRoom>;
  WEBHOOK_ENDPOINT: DurableObjectNamespace<WebhookEndpoint>;
  AUDIT_LOG: DurableObjectNamespace<AuditLog>;
  HOST_FLEET: DurableObjectNamespace<HostFleet>;
  WEBHOOKS: Service & DeliverRpc;
  MEDIA: R2Bucket;
  DB: D1Database;
  /** Addresses and networks, with commas: their sockets have no frame limits (H-8). */
  WAQTOR_HUB_UNLIMITED_NETWORKS?: string;
}

/** What an object is told by variables. */
export const hubSettings = (
  env: Pick<ObjectsEnv, 'WAQTOR_HUB_UNLIMITED_NETWORKS'>,
): { unlimitedNetworks: string[] } => ({
  unlimitedNetworks: (env.WAQTOR_HUB_UNLIMITED_NETWORKS ?? '')
    .split(',')
    .map((network) => network.trim())
    .filter((network) => network !== ''),
});
