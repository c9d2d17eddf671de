import * as z from 'zod';
import { eventSchema } from '../events/event.ts';

/** W-2: the body is the event with `event` (the alias, if subscribed by it, else the type) beside `type`. */
export const webhookBodySchema = eventSchema.extend({
  event: z.string(),
  /** Only in what an operator sends to try an endpoint. */
  test: z.literal(true).optional(),
});
export type WebhookBody = z.infer<typeof webhookBodySchema>;

export const WEBHOOK_HEADERS = {
  signature: 'X-Waqtor-Signature',
  previousSignature: 'X-Waqtor-Signature-Previous',
  event: 'X-Waqtor-Event',
  delivery: 'X-Waqtor-Delivery',
  attempt: 'X-Waqtor-Attempt',
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  standardSignature: 'webhook-signature',
} as const;

/** W-4: the whole attempt, headers and body. */
export const WEBHOOK_TIMEOUT_MS = 10_000;
/** W-5: bytes of the answer that are kept. */
export const WEBHOOK_RESPONSE_EXCERPT_BYTES = 16 * 1024;
/** Jobs in one `deliver` call: a Worker invocation has six connections at a time. */
export const MAX_JOBS_PER_DELIVER = 6;

/** One attempt to make, as `waqtor-webhooks.deliver` gets it. `body` is signed and sent byte for byte. */
export interface DeliveryJob {
  deliveryId: string;
  /** Context of the sealed secrets (core/sealed-box): a secret cannot be moved to another endpoint. */
  endpointId: string;
  eventId: string;
  url: string;
  body: string;
  /** Alias or dotted type, for `X-Waqtor-Event`. */
  eventName: string;
  attempt: number;
  /** Custom headers, sealed as JSON under the same context; null without any. */
  sealedHeaders: string | null;
  /** Encrypted at rest with WAQTOR_DATA_KEY (core/sealed-box); newest first, at most two. */
  sealedSecrets: string[];
  timeoutMs: number;
}

export type AttemptErrorCode =
  | 'timeout'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'blocked'
  | 'redirect_refused'
  | 'http_4xx'
  | 'http_5xx'
  | 'gone'
  | 'too_large';

/** What became of one attempt. `status` is null when no answer came. */
export interface AttemptResult {
  deliveryId: string;
  attempt: number;
  startedAt: string;
  durationMs: number;
  status: number | null;
  errorCode: AttemptErrorCode | null;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseExcerpt: string;
  /** From `Retry-After`, already turned into milliseconds. */
  retryAfterMs: number | null;
}
