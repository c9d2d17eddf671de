import type { Webhook } from '@waqtor/contracts';
import type { Settings } from './settings.ts';

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** An endpoint as the API shows it: nothing sealed, nothing that only we need. */
export const toWebhook = (settings: Settings): Webhook => ({
  id: settings.endpointId,
  url: settings.url,
  events: settings.events,
  sessionId: settings.sessionId,
  description: settings.description,
  retry: settings.retry,
  enabled: settings.enabled,
  filter: settings.filter,
  headerNames: settings.headerNames,
  payload: settings.payload,
  ordered: settings.ordered,
  throttle: settings.throttle,
  disabledReason: settings.disabledReason,
  disabledAt: time(settings.disabledAt),
  failingSince: time(settings.failingSince),
  previousSecretExpiresAt: time(settings.previousExpiresAt),
  createdAt: new Date(settings.createdAt).toISOString(),
  updatedAt: new Date(settings.updatedAt).toISOString(),
});
