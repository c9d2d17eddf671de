import * as z from 'zod';

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
