/** M-4: a queued message that was never dispatched expires after this time. */
export const QUEUE_TTL_MS = 10 * 60_000;
/** Notes of one chat; the oldest make room. */
export const MAX_NOTES = 200;
