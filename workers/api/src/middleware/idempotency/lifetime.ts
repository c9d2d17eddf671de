/** How long an answer is kept (and the key means that request). */
export const IDEMPOTENCY_TTL_MS = 24 * 60 * 60 * 1000;
/** A request that said nothing for so long died on its way: the next one with its key and body is served. */
export const IDEMPOTENCY_LOCK_MS = 60_000;
