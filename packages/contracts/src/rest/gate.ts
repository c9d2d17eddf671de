import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';

/** features that may be locked. Which of them are is data (table `gates`); these are by default. */
export const GATES = ['campaigns', 'reports', 'interactive'] as const;
export type Gate = (typeof GATES)[number];

export const gateSchema = z.object({
  id: z.enum(GATES),
  isLocked: z.boolean(),
  /** Until when an access code opened it; null: it is locked, not gated, or open by subscription. */
  unlockedUntil: timestampSchema.nullable(),
});
export const gateListSchema = z.object({
  data: z.array(gateSchema),
  /** Null: no subscription, or one without an end. */
  subscriptionExpiresAt: timestampSchema.nullable(),
});
export type GateList = z.infer<typeof gateListSchema>;

export const unlockGateRequest = z.strictObject({ code: z.string().regex(/^\d{4}$/, 'must be four digits') });

/** Four digits can be guessed: a code that nobody used soon is worth nothing. */
export const MAX_CODE_LIFE_DAYS = 30;
export const DEFAULT_CODE_LIFE_DAYS = 7;
/** Ten years. */
export const MAX_UNLOCK_DAYS = 3660;

/** `POST /api/operator/access-codes` (header `X-Waqtor-Bootstrap`). */
export const createAccessCodeRequest = z.strictObject({
  workspaceId: idSchema('wsp'),
  gates: z.array(z.enum(GATES)).min(1).max(GATES.length),
  /** How long it opens them, from its use. */
  days: z.int().min(1).max(MAX_UNLOCK_DAYS),
  /** How long it may be used, from now; left out: 7. */
  expiresInDays: z.int().min(1).max(MAX_CODE_LIFE_DAYS).optional(),
});
export const accessCodeSchema = z.object({
  id: idSchema('cod'),
  workspaceId: idSchema('wsp'),
  /** Four digits, shown this once. */
  code: z.string(),
  gates: z.array(z.enum(GATES)),
  days: z.int(),
  expiresAt: timestampSchema,
});
export type AccessCode = z.infer<typeof accessCodeSchema>;

/** `PATCH /api/operator/workspaces/{id}` (header `X-Waqtor-Bootstrap`): what is left out stays. */
export const updateTermsRequest = z.strictObject({
  /** True: no gate is closed. */
  isUnlocked: z.boolean().optional(),
  /** Until then no gate is closed; null: no subscription. */
  subscriptionExpiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
});
export const workspaceTermsSchema = z.object({
  id: idSchema('wsp'),
  isUnlocked: z.boolean(),
  subscriptionExpiresAt: timestampSchema.nullable(),
});
