import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import {
  clientInfoSchema,
  desiredSchema,
  recoverySchema,
  sessionReasonCodeSchema,
  sessionStatsSchema,
  sessionStatusSchema,
} from '../session.ts';

export const sessionStatusData = z.object({
  status: sessionStatusSchema,
  desired: desiredSchema,
  reason: sessionReasonCodeSchema.nullable(),
  since: timestampSchema,
  clientInfo: clientInfoSchema.nullable(),
  recovery: recoverySchema.nullish(),
});

export const sessionQrData = z.object({
  qr: z.string(),
  attempt: z.int().min(1),
  maxAttempts: z.int().min(1),
  expiresAt: timestampSchema,
});

export const sessionStatsData = sessionStatsSchema;

/** Login restored from a copy: what was dispatched since then is `unknown` (design §4). */
export const sessionDataLossData = z.object({ since: timestampSchema.nullable(), storeId: idSchema('sto') });
