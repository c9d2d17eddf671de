import type * as z from 'zod';
import type { Result } from '../errors.ts';
import type { WaqtorEvent } from '../events/event.ts';
import type { Page } from '../page.ts';
import type { Delivery, DeliveryDetail, Webhook, retrySchema, webhookTestResponse } from '../rest/webhook.ts';
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
}

/** The truth about one endpoint: its settings, queue, attempts. Registers itself with the hub, with retries. */
export interface WebhookEndpointRpc {
  create(init: EndpointInit): Promise<Result<Webhook>>;
  describe(): Promise<Result<Webhook>>;
  /** With `ifUpdatedAt` only while it is the `updatedAt` of the endpoint; else `precondition_failed`. */
  update(
    patch: Partial<Pick<EndpointInit, 'url' | 'events' | 'sessionId' | 'description' | 'retry' | 'enabled'>>,
    ifUpdatedAt?: string,
  ): Promise<Result<Webhook>>;
  /** Leaves a tombstone; pending deliveries are dropped. */
  remove(): Promise<Result<null>>;
  /** From the hub: events in log order; idempotent by event id. Stores, then answers. */
  enqueue(events: { event: WaqtorEvent; name: string }[]): Promise<void>;
  sendTest(): Promise<Result<z.infer<typeof webhookTestResponse>>>;
  logs(query: { cursor?: string; limit: number; state?: Delivery['state'] }): Promise<Result<Page<Delivery>>>;
  log(deliveryId: string): Promise<Result<DeliveryDetail>>;
}

/** Entrypoint `Deliver` of waqtor-webhooks: guards, signs, fetches; never throws for a bad receiver. */
export interface DeliverRpc {
  /** At most MAX_JOBS_PER_DELIVER jobs, made in parallel; results in the order of the jobs. */
  deliver(jobs: DeliveryJob[]): Promise<AttemptResult[]>;
}
