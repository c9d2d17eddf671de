/** Makes due attempts, and recovers lost ones. */
export const DELIVER_JOB = 'deliver';
/** Tells the hub what this endpoint wants, until it has heard it. */
export const REGISTER_JOB = 'register';
/** Forgets old deliveries (W-5). */
export const PURGE_JOB = 'purge';
