import type {
  Delivery,
  DeliveryDetail,
  Page,
  TestFilterResponse,
  Webhook,
  WebhookFilter,
  WebhookRecovery,
  WebhookStats,
} from '@waqtor/contracts';
import { request } from './request.ts';

const encode = encodeURIComponent;
const path = (id: string): string => `/api/webhooks/${encode(id)}`;
const delivery = (id: string, deliveryId: string): string => `${path(id)}/logs/${encode(deliveryId)}`;

/** What a person sets of an endpoint; on creation a secret may come along. */
export interface WebhookWish {
  url: string;
  events: string[];
  sessionId: string | null;
  description: string;
  retry: { profile: 'quick' | 'extended'; attempts?: number; baseMs?: number };
  filter: WebhookFilter | null;
  payload: 'full' | 'thin';
  ordered: boolean;
  throttle: { perSecond: number } | null;
  /** Left out: those that are there stay. */
  headers?: Record<string, string>;
  secret?: string;
}
export interface CreatedWebhook extends Webhook {
  secret: string;
  warnings: { code: string; message: string }[];
}

export const listWebhooks = (signal: AbortSignal): Promise<Page<Webhook>> => request('/api/webhooks', { signal });
export const createWebhook = (body: WebhookWish, idempotencyKey: string): Promise<CreatedWebhook> =>
  request('/api/webhooks', { method: 'POST', body, idempotencyKey });
export const updateWebhook = (id: string, body: Partial<WebhookWish> | { enabled: boolean }): Promise<Webhook> =>
  request(path(id), { method: 'PATCH', body });
export const deleteWebhook = (id: string): Promise<void> => request(path(id), { method: 'DELETE' });
export const enableWebhook = (id: string): Promise<Webhook> =>
  request(`${path(id)}/enable`, { method: 'POST', body: {} });
export const webhookStats = (id: string, signal: AbortSignal): Promise<WebhookStats> =>
  request(`${path(id)}/stats`, { signal });

export interface RotatedSecret {
  secret: string;
  previousSecretExpiresAt: string | null;
}
export const rotateSecret = (
  id: string,
  body: { graceSeconds: number; secret?: string },
  idempotencyKey: string,
): Promise<RotatedSecret> => request(`${path(id)}/rotate-secret`, { method: 'POST', body, idempotencyKey });
export const endSecretGrace = (id: string): Promise<void> =>
  request(`${path(id)}/previous-secret`, { method: 'DELETE' });

export interface TestAnswer {
  deliveryId: string;
  status: number | null;
  errorCode: string | null;
  durationMs: number;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseExcerpt: string;
}
export const testWebhook = (id: string, event: string | undefined): Promise<TestAnswer> =>
  request(`${path(id)}/test`, { method: 'POST', body: event === undefined ? {} : { event } });

export const testFilter = (
  body: { events: string[]; sessionId?: string | null; filter: WebhookFilter | null },
  signal?: AbortSignal,
): Promise<TestFilterResponse> =>
  request('/api/webhooks/test-filter', { method: 'POST', body, ...(signal ? { signal } : {}) });

export interface DeliveryFilter {
  state?: Delivery['state'];
  event?: string;
  since?: string;
  q?: string;
}
export const listDeliveries = (
  id: string,
  filter: DeliveryFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Delivery>> => request(`${path(id)}/logs`, { query: { ...filter, cursor, limit: 50 }, signal });
export const getDelivery = (id: string, deliveryId: string, signal: AbortSignal): Promise<DeliveryDetail> =>
  request(delivery(id, deliveryId), { signal });
export const resendDelivery = (id: string, deliveryId: string): Promise<Delivery> =>
  request(`${delivery(id, deliveryId)}/resend`, { method: 'POST', body: {} });
export const expungeDelivery = (id: string, deliveryId: string): Promise<void> =>
  request(`${delivery(id, deliveryId)}/content`, { method: 'DELETE' });

export type RecoveryKind = WebhookRecovery['kind'];
export interface RecoveryWindow {
  since: string;
  until?: string;
}
export const startRecovery = (
  id: string,
  kind: RecoveryKind,
  body: RecoveryWindow & { dryRun: boolean },
): Promise<WebhookRecovery> =>
  request(`${path(id)}/${kind === 'recover' ? 'recover' : 'replay-missing'}`, { method: 'POST', body });
export const currentRecovery = (id: string, signal: AbortSignal): Promise<{ recovery: WebhookRecovery | null }> =>
  request(`${path(id)}/recovery`, { signal });
export const cancelRecovery = (id: string): Promise<WebhookRecovery> =>
  request(`${path(id)}/recovery`, { method: 'DELETE' });

export interface EventType {
  name: string;
  description: string;
  isEphemeral: boolean;
  aliases: string[];
}
export interface EventTypeDetail extends EventType {
  schema: Record<string, unknown>;
  example: Record<string, unknown>;
}
export const listEventTypes = (signal: AbortSignal): Promise<{ data: EventType[] }> =>
  request('/api/events/types', { signal });
export const getEventType = (name: string, signal: AbortSignal): Promise<EventTypeDetail> =>
  request(`/api/events/types/${encode(name)}`, { signal });
