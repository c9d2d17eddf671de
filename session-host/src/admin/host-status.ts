import { idSchema, sessionReasonCodeSchema, sessionStatusSchema } from '@waqtor/contracts';
import * as z from 'zod';

export const sessionLineSchema = z.object({
  sessionId: idSchema('ses'),
  epoch: z.number(),
  status: sessionStatusSchema.nullable(),
  reason: sessionReasonCodeSchema.nullable(),
  memoryBytes: z.number().nullable(),
  lastEventAt: z.string().nullable(),
  restarts: z.number(),
  leaseAgeMs: z.number(),
});

/** What a running host says of itself, to `waqtor-host status` and to the health pages. No personal data. */
export const hostStatusSchema = z.object({
  version: z.string(),
  hostId: z.string(),
  hostName: z.string(),
  edgeUrl: z.string(),
  engine: z.string(),
  region: z.string().nullable(),
  volumeId: z.string(),
  isEnrolled: z.boolean(),
  isConnected: z.boolean(),
  /** Since when the control link is down; 0 while it is up. */
  downMs: z.number(),
  refusal: z.string().nullable(),
  clockFault: z.string().nullable(),
  isDraining: z.boolean(),
  isStopping: z.boolean(),
  uptimeSeconds: z.number(),
  cpuSeconds: z.number(),
  capacity: z.number(),
  rssBytes: z.number(),
  pssBytes: z.number().nullable(),
  memoryAvailableBytes: z.number().nullable(),
  diskFreeBytes: z.number().nullable(),
  /** Facts that the rooms do not have yet. */
  outboxRows: z.number(),
  recoveries: z.array(z.object({ stage: z.string(), outcome: z.string(), count: z.number() })),
  sessions: z.array(sessionLineSchema),
});
export type HostStatus = z.infer<typeof hostStatusSchema>;
export type SessionLine = z.infer<typeof sessionLineSchema>;
