import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { capabilitiesSchema, desiredSchema } from '../session.ts';

/** Design §4: a lease lives so long without renewal; renewed each RENEW; the host fences itself at FENCE. */
export const LEASE_TTL_MS = 60_000;
export const LEASE_RENEW_MS = 15_000;
export const LEASE_FENCE_MS = 40_000;
/** The TTL when no other eligible host exists, so that an outage of the edge stops nothing. */
export const LEASE_TTL_LONE_MS = 600_000;
/** HostFleet grants a session anew only so long after the last renewal. */
export const LEASE_REGRANT_MS = 75_000;

/** Spoken on `GET /host/control`, host → HostFleet. */
export const controlHelloFrame = z.object({
  type: z.literal('hello'),
  protocol: z.int().min(1),
  hostVersion: z.string().max(40),
  storeId: idSchema('sto'),
  capacity: z.int().min(0).max(1000),
  capabilities: capabilitiesSchema,
  /** Sessions whose data lies in this store, with the last epoch held. */
  sessions: z.array(z.object({ sessionId: idSchema('ses'), epoch: z.int().min(0) })).max(1000),
  /** Where the host stands, as the operator named it (`riyadh-1`); sessions prefer the region they were in. */
  region: z.string().max(40).nullish(),
  /** Id of the folder of logins: hosts that say the same one see the same logins (design §4, failover). */
  volumeId: idSchema('vol').nullish(),
  /** It was asked to drain and still does. */
  isDraining: z.boolean().optional(),
});
export const renewFrame = z.object({
  type: z.literal('renew'),
  leases: z.array(z.object({ sessionId: idSchema('ses'), epoch: z.int().min(1) })).max(1000),
});
/** The host ended its browsers for this session; the lease may be granted at once. */
export const releaseFrame = z.object({ type: z.literal('release'), sessionId: idSchema('ses'), epoch: z.int().min(1) });
export const telemetryFrame = z.object({
  type: z.literal('telemetry'),
  rssBytes: z.int(),
  cpuSeconds: z.number(),
  uptimeSeconds: z.number(),
  sessions: z.int(),
  /** Sessions that it would take now: never more than `hello.capacity`, less when memory is short. */
  capacity: z.int().min(0).max(1000).optional(),
  /** Host process and all sessions, as PSS. */
  pssBytes: z.int().min(0).optional(),
  /** Of the machine, or of the container's limit where it has one. */
  memoryTotalBytes: z.int().min(0).optional(),
  memoryAvailableBytes: z.int().min(0).optional(),
  /** Free bytes where the logins and the store lie. */
  diskFreeBytes: z.int().min(0).optional(),
  health: z
    .array(
      z.object({
        sessionId: idSchema('ses'),
        memoryBytes: z.int().min(0).nullable(),
        lastEventAt: timestampSchema.nullable(),
        restarts: z.int().min(0),
      }),
    )
    .max(1000)
    .optional(),
});
/** The operator of the machine (`waqtor-host drain`) wants it empty, or working again. */
export const hostDrainFrame = z.object({ type: z.literal('drain'), isDraining: z.boolean() });
export const hostControlFrameSchema = z.discriminatedUnion('type', [
  controlHelloFrame,
  renewFrame,
  releaseFrame,
  telemetryFrame,
  hostDrainFrame,
]);
export type HostControlFrame = z.infer<typeof hostControlFrameSchema>;

const leaseSchema = z.object({
  sessionId: idSchema('ses'),
  workspaceId: idSchema('wsp'),
  epoch: z.int().min(1),
  desired: desiredSchema,
  /** From receipt, on the host's monotonic clock. */
  ttlMs: z.int().min(1000),
});
export type Lease = z.infer<typeof leaseSchema>;

/** HostFleet → host. `assign` also answers hello and renew; it may repeat a lease already held. */
export const assignFrame = z.object({
  type: z.literal('assign'),
  leases: z.array(leaseSchema),
  serverTime: timestampSchema,
  /** The rhythm of renewals; LEASE_RENEW_MS when it is left out. */
  renewEveryMs: z.int().min(250).optional(),
});
export const REVOKE_REASONS = ['not_lease_holder', 'moving', 'draining', 'session_deleted', 'host_removed'] as const;
export const revokeFrame = z.object({
  type: z.literal('revoke'),
  sessionId: idSchema('ses'),
  /** One of REVOKE_REASONS; a newer fleet may say another. */
  reason: z.string(),
  /** Login, spool and rows of the store go too; answered by `release`. */
  wipe: z.boolean(),
});
/**
 * From now on the host gets no new session (`isDraining`), or gets some again. What it holds is revoked one by one:
 * a host that drains ends nothing by itself.
 */
export const drainFrame = z.object({ type: z.literal('drain'), isDraining: z.boolean() });
export const controlErrorFrame = z.object({ type: z.literal('error'), code: z.string(), message: z.string() });
export const fleetFrameSchema = z.discriminatedUnion('type', [assignFrame, revokeFrame, drainFrame, controlErrorFrame]);
export type FleetFrame = z.infer<typeof fleetFrameSchema>;
export const CONTROL_PROTOCOL = 1;
