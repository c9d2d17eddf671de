/**
 * The Worker under test in workerd: all classes and routes in one script, because the test plugin runs one Worker.
 * The four-Worker topology itself is tested by the product tests, which run the built Workers.
 */
export {
  AuditLog,
  ClientHub,
  HostFleet,
  HubRelay,
  SessionRoom,
  WebhookEndpoint,
} from '../../../durable-objects/src/index.ts';
export { Deliver } from '../../../workers/webhooks/src/index.ts';
export { default } from '../../../workers/api/src/index.ts';
