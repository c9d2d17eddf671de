/** Makes due attempts, and recovers lost ones. */
export const DELIVER_JOB = 'deliver';
/** Tells the hub what this endpoint wants, until it has heard it. */
export const REGISTER_JOB = 'register';
/** Forgets old deliveries (W-5). */
export const PURGE_JOB = 'purge';
/** Ends the grace of an old secret. */
export const GRACE_JOB = 'grace';
/** Tells people what became of the endpoint (N-4). */
export const NOTICE_JOB = 'notice';
/** Looks whether what began to fail an hour ago still does. */
export const FAILING_JOB = 'failing';
/** Puts the next lot of a recovery into the queue. */
export const RECOVERY_JOB = 'recovery';
