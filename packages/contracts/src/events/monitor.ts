import * as z from 'zod';
import { hubStatsSchema, monitorAlertSchema } from '../rest/monitor.ts';

/** H-14: the figures of the hub, every 2 s while somebody follows `monitor`. Without `system`, which hosts tell. */
export const monitorStatsData = hubStatsSchema.omit({ system: true });

/** H-14: a threshold was crossed, or is kept again. */
export const monitorAlertData = monitorAlertSchema.extend({ state: z.enum(['raised', 'cleared']) });
