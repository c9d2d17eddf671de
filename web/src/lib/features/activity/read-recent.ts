import type { WaqtorEvent } from '@waqtor/contracts';
import { listEvents } from '$lib/api/endpoints.ts';
import { ACTIVITY_TYPES } from './activity-line.ts';

/** Positions looked back over; those of other types count too. */
const LOOK_BACK = 200;

/** The latest events worth telling, newest first. The log is read forwards, so its end is asked for first. */
export const readRecent = async (signal: AbortSignal): Promise<WaqtorEvent[]> => {
  const { lastSeq } = await listEvents(0, 1, ACTIVITY_TYPES, signal);
  if (lastSeq === 0) return [];
  const page = await listEvents(Math.max(0, lastSeq - LOOK_BACK), LOOK_BACK, ACTIVITY_TYPES, signal);
  return page.data.reverse();
};
