/** waqtor-objects: the rarely deployed Worker that holds every Durable Object class (design §1). */
export { AuditLog } from './audit-log/audit-log.ts';
export { ClientHub } from './client-hub/client-hub.ts';
export { HubRelay } from './hub-relay/hub-relay.ts';
export { HostFleet } from './host-fleet/host-fleet.ts';
export { SessionRoom } from './session-room/session-room.ts';
export { WebhookEndpoint } from './webhook-endpoint/webhook-endpoint.ts';

export default {
  fetch: () => new Response('This Worker has no public routes.', { status: 404 }),
} satisfies ExportedHandler;
