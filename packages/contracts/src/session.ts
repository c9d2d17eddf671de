import * as z from 'zod';
import { idSchema, timestampSchema } from './ids.ts';

export const desiredSchema = z.enum(['running', 'stopped']);
export type Desired = z.infer<typeof desiredSchema>;

/** S-1. Open for clients (new values may come), closed for us. */
export const SESSION_STATUSES = [
  'stopped',
  'starting',
  'qr',
  'connecting',
  'ready',
  'degraded',
  'action_required',
  'disconnected',
  'auth_failure',
] as const;
export const sessionStatusSchema = z.enum(SESSION_STATUSES);
export type SessionStatus = z.infer<typeof sessionStatusSchema>;

/** Reason codes; the sentence for people is rendered from the code in the reader's language. */
export const SESSION_REASONS = [
  'logged_out',
  'unlinked',
  'conflict',
  'network',
  'crash_loop',
  'qr_expired',
  'host_lost',
  'banned',
  'passkey_required',
  'browser_missing',
  'browser_crashed',
  'start_timeout',
  'stopped_by_operator',
  'restarting',
] as const;
export const sessionReasonCodeSchema = z.enum(SESSION_REASONS);
export type SessionReasonCode = z.infer<typeof sessionReasonCodeSchema>;

export const clientInfoSchema = z.object({
  platform: z.string().max(40),
  /** E.164 digits without plus. */
  phoneNumber: z.string().max(20),
  name: z.string().max(200),
});
export type ClientInfo = z.infer<typeof clientInfoSchema>;

/** What an engine can do: published as data, so that clients ask instead of guessing (S-7). */
export const capabilitiesSchema = z.object({
  engine: z.enum(['wwebjs', 'memory']),
  /** True when the network behind is the simulator: a permanent badge says so. */
  isSimulated: z.boolean(),
  /** Kinds of messages that can be sent. */
  send: z.array(z.string()),
  /** Kinds that carry our own message id and can therefore be reconciled (design §3). */
  sendWithOwnId: z.array(z.string()),
  pairingCode: z.boolean(),
  history: z.boolean(),
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const sessionStatsSchema = z.object({
  sent: z.int().min(0),
  received: z.int().min(0),
  failed: z.int().min(0),
  queued: z.int().min(0),
  sentToday: z.int().min(0),
  receivedToday: z.int().min(0),
});
export type SessionStats = z.infer<typeof sessionStatsSchema>;

/** S-3: the body of `GET /api/session/state` and `GET /api/sessions/:id`. */
export const sessionStateSchema = z.object({
  sessionId: idSchema('ses'),
  name: z.string(),
  isDefault: z.boolean(),
  desired: desiredSchema,
  status: sessionStatusSchema,
  since: timestampSchema,
  /** `message` is rendered in the reader's language by the API; the room stores the code alone. */
  reason: z.object({ code: sessionReasonCodeSchema, message: z.string() }).nullable(),
  /** The raw QR string, only while status is `qr`. */
  qr: z.string().nullable(),
  qrAttempt: z.int().nullable(),
  qrMaxAttempts: z.int().nullable(),
  qrExpiresAt: timestampSchema.nullable(),
  clientInfo: clientInfoSchema.nullable(),
  hostId: z.string().nullable(),
  capabilities: capabilitiesSchema.nullable(),
  stats: sessionStatsSchema,
});
export type SessionState = z.infer<typeof sessionStateSchema>;
