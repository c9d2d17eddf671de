import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { AUDIT_ACTIONS } from './action.ts';
import type { AuditAction } from './action.ts';

export const AUDIT_ACTOR_KINDS = ['user', 'key', 'system'] as const;
export const AUDIT_OUTCOMES = ['done', 'refused', 'attempted'] as const;

/** Constants and ids alone, never a name, number or text: a row outlives the data it speaks of. */
export type AuditDetails = Record<string, string | number | boolean | null>;

/** A row as it is written beside its fact; `seq` and `hash` come with the seal. */
export interface NewAuditRow {
  id: string;
  workspaceId: string;
  at: Date;
  actorKind: (typeof AUDIT_ACTOR_KINDS)[number];
  actorId: string;
  action: AuditAction;
  /** `member`, `key`, `session`, or the resource that was read. */
  targetKind: string | null;
  targetId: string | null;
  /** Address that the edge saw. */
  ip: string | null;
  requestId: string | null;
  outcome: (typeof AUDIT_OUTCOMES)[number];
  /** Requests that this row stands for: reads are grouped per actor, resource and 5 minutes. */
  count: number;
  details: AuditDetails;
  /** It is not changed after this time, and may be sealed. */
  settledAt: Date;
}

/** `GET /api/audit`. */
export const auditRowSchema = z.object({
  id: idSchema('aud'),
  at: timestampSchema,
  actor: z.object({ kind: z.enum(AUDIT_ACTOR_KINDS), id: z.string(), name: z.string().nullable() }),
  action: z.enum(AUDIT_ACTIONS),
  target: z.object({ kind: z.string(), id: z.string().nullable() }).nullable(),
  ip: z.string().nullable(),
  requestId: z.string().nullable(),
  outcome: z.enum(AUDIT_OUTCOMES),
  count: z.int(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Null: not sealed yet. */
  seal: z.object({ seq: z.int(), hash: z.string() }).nullable(),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

/** `GET /api/audit/verify`: every row against the chain. */
export const auditVerificationSchema = z.object({
  isIntact: z.boolean(),
  sealedRows: z.int(),
  /** Not in the chain yet: a change of these would not be found. */
  unsealedRows: z.int(),
  /** At most 100; `foreign`: a row claims a place in the chain that it never had. */
  faults: z.array(
    z.object({ seq: z.int().nullable(), id: z.string().nullable(), fault: z.enum(['altered', 'missing', 'foreign']) }),
  ),
  head: z.object({ seq: z.int(), hash: z.string() }).nullable(),
});
export type AuditVerification = z.infer<typeof auditVerificationSchema>;
