import * as z from 'zod';
import { idSchema } from '../ids.ts';

export const webhookDisabledData = z.object({
  endpointId: idSchema('whk'),
  reason: z.enum(['gone', 'failing', 'operator']),
});
export const webhookTestData = z.object({ endpointId: idSchema('whk'), message: z.string() });
