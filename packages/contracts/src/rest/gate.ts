import * as z from 'zod';
import { timestampSchema } from '../ids.ts';

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
