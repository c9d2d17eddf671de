import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';

/** `away`: it was there and its control link is down; `never_connected`: enrolled, and not heard of since. */
export const HOST_STATUSES = ['connected', 'draining', 'drained', 'away', 'never_connected'] as const;

/** What a host told the fleet, as far as one workspace may know. */
export const fleetHostSchema = z.object({
  hostId: idSchema('hst'),
  /** Null: a host of the operator, which serves every workspace. */
  workspaceId: idSchema('wsp').nullable(),
  status: z.enum(HOST_STATUSES),
  region: z.string().nullable(),
  version: z.string().nullable(),
  seenAt: timestampSchema.nullable(),
  uptimeSeconds: z.number().nullable(),
  /** Of this workspace alone. */
  sessions: z.int().min(0),
  /** Places of the host; `freePlaces` of them are free for anybody. */
  capacity: z.int().min(0),
  freePlaces: z.int().min(0),
  /** PSS of the host and all its sessions. */
  usedMemoryBytes: z.int().min(0).nullable(),
  totalMemoryBytes: z.int().min(0).nullable(),
  availableMemoryBytes: z.int().min(0).nullable(),
  diskFreeBytes: z.int().min(0).nullable(),
  cpuSeconds: z.number().nullable(),
  /** Shares its logins with these hosts: sessions move between them by themselves. */
  sharesLoginsWith: z.array(idSchema('hst')),
});
export type FleetHost = z.infer<typeof fleetHostSchema>;

/** `GET /api/hosts` and what changes one answers. */
export const hostSchema = fleetHostSchema.omit({ workspaceId: true }).extend({
  name: z.string(),
  /** The workspace's own: it may be renamed, drained and removed here. Else it is the operator's. */
  isOwn: z.boolean(),
  enrolledAt: timestampSchema,
});
export type Host = z.infer<typeof hostSchema>;

export const updateHostRequest = z.strictObject({ name: z.string().trim().min(1).max(100) });
/** `POST /api/hosts/enrolment-codes`: shown once; buys one registration within 15 minutes. */
export const enrolmentCodeResponse = z.object({
  code: z.string(),
  expiresAt: timestampSchema,
  /** What to type on the machine, with the address of this edge. */
  command: z.string(),
});
