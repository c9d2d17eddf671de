/** Deliveries that wait at one endpoint; beyond it further events wait in the log of the hub. */
export const MAX_PENDING = 50_000;
/** Attempts kept of one delivery: by hand there may be any number. */
export const MAX_LOGGED_ATTEMPTS = 50;
/** W-5: how long a delivery and its attempts are kept, and how many settled ones at most. */
export const DELIVERY_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
export const MAX_SETTLED_DELIVERIES = 20_000;
