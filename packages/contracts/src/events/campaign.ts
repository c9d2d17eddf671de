import * as z from 'zod';
import { idSchema } from '../ids.ts';

const count = z.int().min(0);

/** C-5: at most four a second, the last value wins. */
export const campaignProgressData = z.object({
  campaignId: z.string(),
  sent: count,
  total: count,
  failed: count,
  delivered: count,
  read: count,
  status: z.enum(['running', 'paused', 'completed', 'failed', 'cancelled']),
  etaSeconds: count.nullable(),
});

/** campaign.started, campaign.paused, campaign.resumed, campaign.failed, campaign.cancelled. */
export const campaignChangedData = z.object({
  campaignId: idSchema('cmp'),
  name: z.string(),
  /** Why it paused or failed; null when somebody wished it. */
  reason: z.string().nullable(),
});
export const campaignCompletedData = z.object({
  campaignId: idSchema('cmp'),
  totalSent: count,
  totalFailed: count,
  durationMs: count,
});
