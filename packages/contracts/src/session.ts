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
  /** The login is not accepted any more (auth_failure). */
  'login_invalid',
  /** WhatsApp waits for a person: a dialog on the phone (action_required). */
  'confirm_on_phone',
  /** The account may not write for a while. */
  'restricted',
  /** Linked, but nothing comes in (degraded). */
  'deaf',
  /** The browser is there and does not start. */
  'browser_failed',
  'disk_full',
  /** The profile folder belongs to another user of the machine. */
  'profile_unusable',
  /** WhatsApp Web lacks what the library needs. */
  'page_changed',
  /** No host is connected that may serve the session. */
  'no_host',
  /** Every host that may serve the session is full. */
  'no_capacity',
  'host_draining',
  'moving',
] as const;
export const sessionReasonCodeSchema = z.enum(SESSION_REASONS);
export type SessionReasonCode = z.infer<typeof sessionReasonCodeSchema>;

/** S-5: a session that is being brought back: which try of how many, and when the next one begins. */
export const recoverySchema = z.object({
  attempt: z.int().min(1),
  maxAttempts: z.int().min(1),
  nextAt: timestampSchema.nullable(),
});
export type Recovery = z.infer<typeof recoverySchema>;

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
  /** Null while nothing has to be brought back. */
  recovery: recoverySchema.nullable(),
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

/** What the host told last of the process of a session; nothing of it is kept. */
export const sessionHealthSchema = z.object({
  /** Memory of the browser and the session's process, as PSS: shared pages count once over all sessions. */
  memoryBytes: z.int().min(0).nullable(),
  /** Last message, acknowledgement or state that WhatsApp sent. */
  lastEventAt: timestampSchema.nullable(),
  /** Starts of the engine since the host started, the first one left out. */
  restarts: z.int().min(0),
  toldAt: timestampSchema,
});
export type SessionHealth = z.infer<typeof sessionHealthSchema>;

/** S-3 as the API answers it: the state, and what the fleet knows of it. */
export const sessionViewSchema = sessionStateSchema.extend({
  /** Name that people gave the host; null when no host serves the session. */
  hostName: z.string().nullable(),
  health: sessionHealthSchema.nullable(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;
