import * as z from 'zod';
import { EVENT_CATALOG } from '../events/catalog.ts';
import { WEBHOOK_ALIASES } from '../events/alias.ts';
import { idSchema, timestampSchema } from '../ids.ts';

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

const fields = {
  url: z.url().max(2048),
  events: z.array(webhookEventNameSchema).min(1).max(50),
  sessionId: idSchema('ses').nullable(),
  description: z.string().max(200),
  retry: retrySchema,
  enabled: z.boolean(),
};

export const createWebhookRequest = z.strictObject({
  url: fields.url,
  events: fields.events,
  sessionId: fields.sessionId.optional(),
  description: fields.description.optional(),
  retry: fields.retry.optional(),
  enabled: fields.enabled.optional(),
});
export const updateWebhookRequest = createWebhookRequest.partial();

export const webhookSchema = z.object({
  id: idSchema('whk'),
  ...fields,
  retry: z.object({ profile: z.enum(['quick', 'extended']), attempts: z.int(), baseMs: z.int() }),
  disabledReason: z.enum(['gone', 'failing', 'operator']).nullable(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type Webhook = z.infer<typeof webhookSchema>;
/** The secret is shown this once. */
export const createdWebhookSchema = webhookSchema.extend({ secret: z.string() });

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
});
export type Delivery = z.infer<typeof deliverySchema>;

export const attemptSchema = z.object({
  attempt: z.int(),
  startedAt: timestampSchema,
  durationMs: z.int(),
  status: z.int().nullable(),
  errorCode: z.string().nullable(),
  requestHeaders: z.record(z.string(), z.string()),
  responseHeaders: z.record(z.string(), z.string()),
  responseExcerpt: z.string(),
});
export const deliveryDetailSchema = deliverySchema.extend({ body: z.string(), attemptLog: z.array(attemptSchema) });
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>;

export const webhookTestResponse = z.object({
  status: z.int().nullable(),
  errorCode: z.string().nullable(),
  durationMs: z.int(),
  responseExcerpt: z.string(),
});
