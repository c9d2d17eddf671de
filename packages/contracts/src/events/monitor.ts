import * as z from 'zod';
import { hubStatsSchema, monitorAlertSchema } from '../rest/monitor.ts';

/** Clients told by one `monitor.stats`, in the order of H-13: more would not fit the size of an event. */
export const MAX_STATS_CLIENTS = 50;

/**
 * H-14: the figures of the hub, every 2 s while somebody follows `monitor`. Without `system`, which hosts tell, and with
 * the first 50 clients.
 */
export const monitorStatsData = hubStatsSchema.omit({ system: true });

/** H-14: a threshold was crossed, or is kept again. */
export const monitorAlertData = monitorAlertSchema.extend({ state: z.enum(['raised', 'cleared']) });
