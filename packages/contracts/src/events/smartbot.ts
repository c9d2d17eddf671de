import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';

/** B-2. */
export const smartbotReplyData = z.object({
  to: z.string(),
  trigger: z.string(),
  response: z.string(),
  confidence: z.number().min(0).max(1),
  ruleId: idSchema('rul').nullable(),
  timestamp: timestampSchema,
});
export const smartbotRuleUpdatedData = z.object({
  ruleId: idSchema('rul'),
  action: z.enum(['created', 'updated', 'deleted']),
});
