import type * as z from 'zod';
import type { Result } from '../errors.ts';
import type { WaqtorEvent } from '../events/event.ts';
import type { Page } from '../page.ts';
import type {
  Delivery,
  DeliveryDetail,
  retrySchema,
  Webhook,
  WebhookFilter,
  WebhookRecovery,
  WebhookStats,
  webhookTestResponse,
} from '../rest/webhook.ts';
import type { AttemptResult, DeliveryJob } from '../webhook/delivery.ts';

export interface EndpointInit {
  workspaceId: string;
  endpointId: string;
  url: string;
  events: string[];
  sessionId: string | null;
  description: string;
  retry: z.infer<typeof retrySchema>;
  enabled: boolean;
  /** Sealed with WAQTOR_DATA_KEY by the API; the object never sees the clear secret. */
  sealedSecret: string;
  filter: WebhookFilter | null;
  payload: 'full' | 'thin';
  ordered: boolean;
  throttle: { perSecond: number } | null;
  /** JSON of the custom headers, sealed under the endpoint's id; null without any. Names are shown, values never again. */
  sealedHeaders: string | null;
  headerNames: string[];
}

export type EndpointPatch = Partial<Omit<EndpointInit, 'workspaceId' | 'endpointId' | 'sealedSecret'>>;

export interface DeliveryQuery {
  cursor?: string;
  limit: number;
  state?: Delivery['state'];
  /** Event type or alias. */
  event?: string;
  since?: string;
  until?: string;
  /** Id of a delivery or of an event. */
  q?: string;
}

/** The truth about one endpoint: its settings, queue, attempts. Registers itself with the hub, with retries. */
export interface WebhookEndpointRpc {
  /**
   * One transaction: before it there is nothing, after it the index and the hub hear of the endpoint, by alarm if need
   * be. `too_many_endpoints` leaves nothing; `not_found` when it was made and removed before.
   */
  create(init: EndpointInit): Promise<Result<Webhook>>;
  describe(): Promise<Result<Webhook>>;
  /** With `ifUpdatedAt` only while it is the `updatedAt` of the endpoint; else `precondition_failed`. */
  update(patch: EndpointPatch, ifUpdatedAt?: string): Promise<Result<Webhook>>;
  /** Breaker, failures and the disabled state are forgotten; what waited goes out. */
  enable(): Promise<Result<Webhook>>;
  /**
   * The new secret signs at once, the old one too for `graceSeconds`. `too_many_secrets` while an older grace runs. The
   * latest rotation repeated under its `rotationId` changes nothing; an older one is `idempotency_key_reused`.
   */
  rotateSecret(sealedSecret: string, graceSeconds: number, rotationId?: string): Promise<Result<Webhook>>;
  endSecretGrace(): Promise<Result<Webhook>>;
  /** Leaves a tombstone; pending deliveries are dropped. Index and hub hear of it, by alarm if need be. */
  remove(): Promise<Result<null>>;
  /** From the hub: events in log order; idempotent by event id. Stores, then answers. */
  enqueue(events: { event: WaqtorEvent; name: string }[]): Promise<void>;
  /** One attempt now, outside queue, throttle and breaker; `event` is the example to send. */
  sendTest(event: WaqtorEvent, name: string): Promise<Result<z.infer<typeof webhookTestResponse>>>;
  logs(query: DeliveryQuery): Promise<Result<Page<Delivery>>>;
  log(deliveryId: string): Promise<Result<DeliveryDetail>>;
  /** One attempt as soon as may be, beside the schedule. `content_expunged`, `webhook_disabled`. */
  resend(deliveryId: string): Promise<Result<Delivery>>;
  /** Body and answers are deleted; a delivery that waits is given up. */
  expunge(deliveryId: string): Promise<Result<null>>;
  stats(): Promise<Result<WebhookStats>>;
  /** Failed ones without a later success; `recovery_running`, `webhook_disabled`. */
  recover(window: { since: string; until: string; dryRun: boolean }): Promise<Result<WebhookRecovery>>;
  replayMissing(window: { since: string; until: string; dryRun: boolean }): Promise<Result<WebhookRecovery>>;
  recovery(): Promise<Result<WebhookRecovery | null>>;
  cancelRecovery(): Promise<Result<WebhookRecovery>>;
}

/** Entrypoint `Deliver` of waqtor-webhooks: guards, signs, fetches; never throws for a bad receiver. */
export interface DeliverRpc {
  /** At most MAX_JOBS_PER_DELIVER jobs, made in parallel; results in the order of the jobs. */
  deliver(jobs: DeliveryJob[]): Promise<AttemptResult[]>;
}
