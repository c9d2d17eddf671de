import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';

const count = z.int().min(0);

/** One open socket. Topics of one chat, session or campaign are told as `chat:*`: no phone number leaves the hub here. */
export const monitorClientSchema = z.object({
  id: idSchema('cnx'),
  kind: z.enum(['user', 'key']),
  ip: z.string(),
  connected: timestampSchema,
  /** Last sign of life, pings included. */
  lastPing: timestampSchema,
  isAlive: z.boolean(),
  /** Bytes sent and not acknowledged (H-10). */
  buffered: count,
  subscriptions: z.array(z.string()),
});

/** Why connections and frames were refused. Handshakes that named no workspace are counted for the deployment. */
export const monitorSecuritySchema = z.object({
  unauthorizedAttempts: count,
  rateLimitViolations: count,
  invalidOrigins: count,
  expiredHandshakes: count,
  invalidSignatures: count,
  oversizedMessages: count,
});
export type MonitorSecurity = z.infer<typeof monitorSecuritySchema>;

/** What a session host told last; `isConnected` false: it is what it said before it went. */
export const monitorHostSchema = z.object({
  hostId: idSchema('hst'),
  isConnected: z.boolean(),
  sessions: count,
  capacity: count,
  rssBytes: count.nullable(),
  cpuSeconds: z.number().nullable(),
  uptimeSeconds: z.number().nullable(),
});
export type MonitorHost = z.infer<typeof monitorHostSchema>;

export const MAX_MONITOR_CLIENTS = 200;

/** H-13: `GET /api/ws-stats` and `/api/ws-metrics`. Counts are since `server.startTime`. */
export const hubStatsSchema = z.object({
  server: z.object({
    /** Seconds. */
    uptime: z.number().min(0),
    /** `3d 04:05:06`. */
    uptimeFormatted: z.string(),
    startTime: timestampSchema,
    timestamp: timestampSchema,
  }),
  connections: z.object({ current: count, total: count, disconnections: count, alive: count, dead: count }),
  /** `received`: frames of clients, pings of the exact form left out (they wake nobody). `broadcasts`: ticks. */
  messages: z.object({ received: count, broadcasts: count, lastBroadcast: timestampSchema.nullable() }),
  errors: z.object({
    total: count,
    last: z.object({ time: timestampSchema, message: z.string(), source: z.string() }).nullable(),
  }),
  system: z.object({ hosts: z.array(monitorHostSchema) }),
  /** Bytes sent and not acknowledged: of all connections, and of one on average. */
  buffer: z.object({ total: count, average: z.number().min(0) }),
  /** Subscribers of each topic; narrowed ones together, as `chat:*`. */
  topics: z.record(z.string(), count),
  security: monitorSecuritySchema,
  /** At most 200: the ones with most unacknowledged bytes, then the newest. */
  clients: z.array(monitorClientSchema).max(MAX_MONITOR_CLIENTS),
});
export type HubStats = z.infer<typeof hubStatsSchema>;

/** H-14: what raises an alert when it is reached; null switches one off. */
export const monitorThresholdsSchema = z.object({
  /** Open connections. */
  connections: count.min(1).nullable(),
  /** Unacknowledged bytes of one connection on average. */
  averageBufferedBytes: count.min(1).nullable(),
  /** Errors in 5 minutes. */
  errors: count.min(1).nullable(),
  /** Refused handshakes and frames in 5 minutes. */
  refusals: count.min(1).nullable(),
});
export type MonitorThresholds = z.infer<typeof monitorThresholdsSchema>;
export type MonitorMetric = keyof MonitorThresholds;
export const MONITOR_METRICS = [
  'connections',
  'averageBufferedBytes',
  'errors',
  'refusals',
] as const satisfies MonitorMetric[];
export const DEFAULT_MONITOR_THRESHOLDS: MonitorThresholds = {
  connections: 1_200,
  averageBufferedBytes: 256 * 1024,
  errors: 10,
  refusals: 100,
};

/** The hub at one moment; counts are of the 5 minutes before it. */
export const monitorSnapshotSchema = z.object({
  at: timestampSchema,
  connections: count,
  received: count,
  broadcasts: count,
  bufferedBytes: count,
  errors: count,
  refusals: count,
});
export type MonitorSnapshot = z.infer<typeof monitorSnapshotSchema>;

export const monitorAlertSchema = z.object({
  metric: z.enum(MONITOR_METRICS),
  value: z.number(),
  limit: count,
  since: timestampSchema,
});
export type MonitorAlert = z.infer<typeof monitorAlertSchema>;

/** H-14: `GET /api/ws-monitor`: the figures, the alerts that stand, and snapshots of at most 7 days, oldest first. */
export const hubMonitorSchema = hubStatsSchema.extend({
  thresholds: monitorThresholdsSchema,
  alerts: z.array(monitorAlertSchema),
  snapshots: z.array(monitorSnapshotSchema),
});
export type HubMonitor = z.infer<typeof hubMonitorSchema>;

/** `PATCH /api/ws-monitor`: what is left out stays. */
export const updateMonitorRequest = z.strictObject(monitorThresholdsSchema.shape).partial();
/** `GET /api/ws-monitor?hours=`: how far back the snapshots go. */
export const monitorQuerySchema = z.object({ hours: z.coerce.number().int().min(1).max(168).default(24) });

/** `GET /api/ws/whoami`: the address that a signed handshake may bind (H-2). */
export const whoamiSchema = z.object({ ip: z.string() });
