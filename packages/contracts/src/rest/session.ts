import * as z from 'zod';
import { RECOVERY_CAUSES, RECOVERY_STAGES } from '../host-link/fact.ts';
import { idSchema, timestampSchema } from '../ids.ts';
import { desiredSchema, sessionReasonCodeSchema, sessionStatusSchema } from '../session.ts';

export const createSessionRequest = z.strictObject({ name: z.string().trim().min(1).max(100) });
/** `PATCH /api/sessions/:id`. `isDefault` can only be given, not taken: the default moves to this session. */
export const updateSessionRequest = z
  .strictObject({ name: z.string().trim().min(1).max(100), isDefault: z.literal(true) })
  .partial();
export const pairingCodeRequest = z.strictObject({ phone: z.string().min(6).max(30) });
export const pairingCodeResponse = z.object({ code: z.string(), expiresAt: timestampSchema });

/**
 * `POST /api/sessions/:id/move`. `isFresh` accepts that the login stays behind, on a disk that the new host does not
 * see: the number is linked anew there. Without it such a move is refused (`host_not_eligible`).
 */
export const moveSessionRequest = z.strictObject({ hostId: idSchema('hst'), isFresh: z.boolean().default(false) });

export const SESSION_ORDERS = ['start', 'stop', 'restart', 'logout', 'move', 'pairing_code'] as const;
const entryBase = { id: z.string(), at: timestampSchema };
/** What happened to a session, newest first: `GET /api/sessions/:id/timeline`. Codes and ids alone. */
export const timelineEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    ...entryBase,
    kind: z.literal('status'),
    status: sessionStatusSchema,
    desired: desiredSchema,
    reason: sessionReasonCodeSchema.nullable(),
  }),
  z.object({ ...entryBase, kind: z.literal('order'), order: z.enum(SESSION_ORDERS) }),
  z.object({
    ...entryBase,
    kind: z.literal('recovery'),
    stage: z.enum(RECOVERY_STAGES),
    cause: z.enum(RECOVERY_CAUSES),
    outcome: z.enum(['begun', 'worked', 'failed']),
  }),
  /** Another host, or the same one under a new lease. */
  z.object({ ...entryBase, kind: z.literal('host'), hostId: idSchema('hst'), epoch: z.int().min(1) }),
  z.object({
    ...entryBase,
    kind: z.literal('compat'),
    missing: z.array(z.string()).max(20),
    /** Ids of patches that do not fit any more. */
    failedPatches: z.array(z.string()).max(20),
  }),
  z.object({ ...entryBase, kind: z.literal('data_loss'), since: timestampSchema.nullable() }),
]);
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export const timelineQuerySchema = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
