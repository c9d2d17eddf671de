import * as z from 'zod';

const laneSchema = z
  .strictObject({
    /** Messages a minute. */
    perMinute: z.int().min(1).max(600),
    /** Messages at once after a rest. */
    burst: z.int().min(1).max(600),
  })
  .nullable();

/** C-4 `GET /api/sessions/:id/send-budget`: how fast a session may send; a lane that is null is as fast as its host. */
export const sendBudgetSchema = z.object({
  lanes: z.strictObject({ reply: laneSchema, api: laneSchema, campaign: laneSchema }),
  /** Messages a day (UTC) over all lanes; null: without a cap. */
  dailyCap: z.int().min(1).max(1_000_000).nullable(),
});
/** What is left out stays. */
export const updateSendBudgetRequest = z.strictObject({
  lanes: z
    .strictObject({ reply: laneSchema.optional(), api: laneSchema.optional(), campaign: laneSchema.optional() })
    .optional(),
  dailyCap: sendBudgetSchema.shape.dailyCap.optional(),
});
