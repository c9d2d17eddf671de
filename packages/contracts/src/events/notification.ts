import * as z from 'zod';
import { notificationSchema } from '../notification.ts';

/** N-3: goes to the connections of its reader alone. `unread` counts what is unread with it. */
export const notificationNewData = z.object({ notification: notificationSchema, unread: z.int().min(0) });
/** Something was read, deleted or brought back elsewhere: every open page of the reader shows the same. */
export const notificationChangedData = z.object({ unread: z.int().min(0) });
