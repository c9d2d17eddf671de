import * as z from 'zod';
import { EVENT_CATALOG } from '../events/catalog.ts';
import { WEBHOOK_ALIASES } from '../events/alias.ts';
import { idSchema, timestampSchema } from '../ids.ts';
import { pageQuerySchema } from '../page.ts';

const EVENT_NAMES = ['*', ...Object.keys(EVENT_CATALOG), ...WEBHOOK_ALIASES];
export const webhookEventNameSchema = z
  .string()
  .refine((name) => EVENT_NAMES.includes(name), 'is not an event of the catalogue');

/** W-4: `quick` 3 attempts, 1 s doubling; `extended` 1 s, 2 s, 5 m, 30 m, 2 h, 5 h, 10 h, 10 h. */
export const retrySchema = z.strictObject({
  profile: z.enum(['quick', 'extended']).default('extended'),
  attempts: z.int().min(1).max(9).optional(),
  baseMs: z.int().min(100).max(60_000).optional(),
});

export const FILTER_OPERATORS = ['eq', 'ne', 'in', 'exists', 'prefix', 'contains', 'gt', 'lt'] as const;
const scalar = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);
/**
 * One condition on the event: `path` leads from its root (`data.type`, `data.contact.phone`), names joined by dots.
 * `in` takes a list, `exists` true or false, `gt` and `lt` a number or an ISO time, all others one value. Text is compared as it
 * is, `contains` and `prefix` after the folding of Arabic letters and digits.
 */
export const filterConditionSchema = z.strictObject({
  path: z
    .string()
    .max(200)
    .regex(/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+){0,7}$/, 'must be names joined by dots, such as data.type'),
  op: z.enum(FILTER_OPERATORS),
  value: z.union([scalar, z.array(scalar).min(1).max(100)]),
});
export type FilterCondition = z.infer<typeof filterConditionSchema>;
/** W-3: an event is delivered when it is of one of the chats, where chats are named, and keeps every condition. */
export const webhookFilterSchema = z.strictObject({
  /** Chat ids; `*` stands for any characters (`*@g.us`). Events without a chat do not match. */
  chats: z.array(z.string().min(1).max(100)).min(1).max(50).optional(),
  conditions: z.array(filterConditionSchema).min(1).max(20).optional(),
});
export type WebhookFilter = z.infer<typeof webhookFilterSchema>;

/** Of a workspace: every event is weighed against each of them. */
export const MAX_WEBHOOK_ENDPOINTS = 20;

/** Sent with every attempt. Names that carry meaning for HTTP, for us or for the network are refused (W-9). */
export const MAX_WEBHOOK_HEADERS = 20;
export const MAX_WEBHOOK_HEADERS_BYTES = 4096;
export const webhookHeadersSchema = z.record(
  z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'is not the name of a header'),
  z.string().max(2000),
);

/** `perSecond` attempts at most, one after another; what comes faster waits, in order. */
export const webhookThrottleSchema = z.strictObject({ perSecond: z.number().min(0.1).max(1000) });

/** A secret of the operator's own: 16–256 characters without blanks at its ends. Default: generated. */
export const webhookSecretSchema = z
  .string()
  .min(16)
  .max(256)
  .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII without blanks at its ends');

const fields = {
  url: z.url().max(2048),
  events: z.array(webhookEventNameSchema).min(1).max(50),
  sessionId: idSchema('ses').nullable(),
  description: z.string().max(200),
  retry: retrySchema,
  enabled: z.boolean(),
  filter: webhookFilterSchema.nullable(),
  payload: z.enum(['full', 'thin']),
  /** Events of one chat strictly one after another: the next waits until the one before is delivered or given up. */
  ordered: z.boolean(),
  throttle: webhookThrottleSchema.nullable(),
};

export const createWebhookRequest = z.strictObject({
  url: fields.url,
  events: fields.events,
  sessionId: fields.sessionId.optional(),
  description: fields.description.optional(),
  retry: fields.retry.optional(),
  enabled: fields.enabled.optional(),
  filter: fields.filter.optional(),
  headers: webhookHeadersSchema.optional(),
  payload: fields.payload.optional(),
  ordered: fields.ordered.optional(),
  throttle: fields.throttle.optional(),
  secret: webhookSecretSchema.optional(),
});
export const updateWebhookRequest = createWebhookRequest.omit({ secret: true }).partial();

export const webhookSchema = z.object({
  id: idSchema('whk'),
  ...fields,
  retry: z.object({ profile: z.enum(['quick', 'extended']), attempts: z.int(), baseMs: z.int() }),
  /** Names of the custom headers; their values are not shown again. */
  headerNames: z.array(z.string()),
  disabledReason: z.enum(['gone', 'failing', 'operator']).nullable(),
  disabledAt: timestampSchema.nullable(),
  /** First failure since the last success; null while it works. */
  failingSince: timestampSchema.nullable(),
  /** The old secret signs too until then; null outside a rotation. */
  previousSecretExpiresAt: timestampSchema.nullable(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type Webhook = z.infer<typeof webhookSchema>;
/** The secret is shown this once. */
export const createdWebhookSchema = webhookSchema.extend({
  secret: z.string(),
  /** What could not be checked and may be wrong, such as a name that does not resolve at present. */
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});

export const DEFAULT_SECRET_GRACE_SECONDS = 24 * 60 * 60;
export const MAX_SECRET_GRACE_SECONDS = 7 * 24 * 60 * 60;
export const rotateSecretRequest = z.strictObject({
  graceSeconds: z.int().min(0).max(MAX_SECRET_GRACE_SECONDS).default(DEFAULT_SECRET_GRACE_SECONDS),
  secret: webhookSecretSchema.optional(),
});
export const rotatedSecretSchema = z.object({
  secret: z.string(),
  previousSecretExpiresAt: timestampSchema.nullable(),
});

/**
 * Dry run of a subscription: on `event` (any event body), on the event of the log that has `eventId`, or on the newest
 * events of the log. Nothing is sent.
 */
export const testFilterRequest = z.strictObject({
  events: fields.events,
  sessionId: fields.sessionId.optional(),
  filter: fields.filter.optional(),
  event: z.record(z.string(), z.unknown()).optional(),
  /** Among the newest 500 of the log; not beside `event`. */
  eventId: idSchema('evt').optional(),
});
export const testFilterResponse = z.object({
  /** Events looked at: 1, or up to 500 of the log. */
  examined: z.int().min(0),
  matched: z.int().min(0),
  /** The newest of the log that would be delivered, at most 5. */
  matches: z.array(z.object({ id: z.string(), type: z.string(), timestamp: timestampSchema })),
  /** With `event` or `eventId`: why it would not be delivered, or null. */
  reason: z.enum(['event_not_subscribed', 'other_session', 'other_chat', 'condition_failed']).nullable(),
  /** With `condition_failed`: place of the first one that fails, from 0. */
  failedCondition: z.int().min(0).nullable(),
});
export type TestFilterResponse = z.infer<typeof testFilterResponse>;

export const deliverySchema = z.object({
  id: idSchema('dlv'),
  eventId: idSchema('evt'),
  eventType: z.string(),
  state: z.enum(['pending', 'sending', 'delivered', 'failed']),
  attempts: z.int(),
  lastStatus: z.int().nullable(),
  lastErrorCode: z.string().nullable(),
  nextAttemptAt: timestampSchema.nullable(),
  createdAt: timestampSchema,
  isTest: z.boolean(),
  /** Attempts that the schedule allows; null when it is spent or the delivery is settled. */
  maxAttempts: z.int().nullable(),
  /** Of the last attempt; null before the first. */
  lastDurationMs: z.int().nullable(),
  lastAttemptAt: timestampSchema.nullable(),
  /** Body and answers were deleted by an operator. */
  isExpunged: z.boolean(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const attemptSchema = z.object({
  attempt: z.int(),
  trigger: z.enum(['schedule', 'manual', 'recovery', 'test']),
  startedAt: timestampSchema,
  durationMs: z.int(),
  status: z.int().nullable(),
  errorCode: z.string().nullable(),
  requestHeaders: z.record(z.string(), z.string()),
  responseHeaders: z.record(z.string(), z.string()),
  responseExcerpt: z.string(),
});
export const deliveryDetailSchema = deliverySchema.extend({
  /** Byte for byte what every attempt sends; null when it was deleted. */
  body: z.string().nullable(),
  attemptLog: z.array(attemptSchema),
});
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>;

export const listDeliveriesQuery = pageQuerySchema.extend({
  state: deliverySchema.shape.state.optional(),
  event: z.string().max(100).optional(),
  since: timestampSchema.optional(),
  until: timestampSchema.optional(),
  /** Id of a delivery or of an event, whole. */
  q: z.string().max(100).optional(),
});

/** W-5: of the last 24 hours; times are of successful attempts. */
export const webhookStatsSchema = z.object({
  windowHours: z.int(),
  deliveries: z.int().min(0),
  delivered: z.int().min(0),
  failed: z.int().min(0),
  /** 0–1 of attempts; null without any. */
  successRate: z.number().min(0).max(1).nullable(),
  p50Ms: z.int().nullable(),
  p95Ms: z.int().nullable(),
  queued: z.int().min(0),
  oldestQueuedAt: timestampSchema.nullable(),
  breaker: z.object({ state: z.enum(['closed', 'open', 'half_open']), openUntil: timestampSchema.nullable() }),
  byErrorCode: z.record(z.string(), z.int().min(0)),
  /** One for each hour of the window, oldest first: attempts. */
  hours: z.array(z.object({ at: timestampSchema, succeeded: z.int().min(0), failed: z.int().min(0) })),
});
export type WebhookStats = z.infer<typeof webhookStatsSchema>;

export const MAX_RECOVERED_DELIVERIES = 10_000;
export const recoverRequest = z.strictObject({
  since: timestampSchema,
  until: timestampSchema.optional(),
  dryRun: z.boolean().default(false),
});
/**
 * `recover` repeats what failed and never succeeded since; `replay_missing` delivers events of the log that match and
 * were never handed to the endpoint (it was disabled, or is newer). One runs at a time.
 */
export const recoverySchemaOfWebhook = z.object({
  kind: z.enum(['recover', 'replay_missing']),
  state: z.enum(['dry_run', 'running', 'completed', 'cancelled']),
  since: timestampSchema,
  until: timestampSchema,
  /** How many it is about; at most 10,000. */
  total: z.int().min(0),
  /** More than that were found: repeat it from the newest one that it took. */
  isCapped: z.boolean(),
  nextSince: timestampSchema.nullable(),
  /** Settled so far. */
  done: z.int().min(0),
  delivered: z.int().min(0),
  failed: z.int().min(0),
  startedAt: timestampSchema.nullable(),
  finishedAt: timestampSchema.nullable(),
});
export type WebhookRecovery = z.infer<typeof recoverySchemaOfWebhook>;
export const currentRecoverySchema = z.object({ recovery: recoverySchemaOfWebhook.nullable() });

export const webhookTestRequest = z.strictObject({
  /** Its example of the catalogue is sent, with `"test": true` beside; default `webhook.test`. */
  event: z.string().max(100).optional(),
});
export const webhookTestResponse = z.object({
  deliveryId: idSchema('dlv'),
  status: z.int().nullable(),
  errorCode: z.string().nullable(),
  durationMs: z.int(),
  requestHeaders: z.record(z.string(), z.string()),
  responseHeaders: z.record(z.string(), z.string()),
  responseExcerpt: z.string(),
});
