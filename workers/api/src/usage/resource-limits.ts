import { MAX_WEBHOOK_ENDPOINTS } from '@waqtor/contracts';

/** What one workspace may have; decided by the statement that adds one, shown by `GET /api/usage`. */

/** Each costs a host some 70 MB. */
export const MAX_SESSIONS = 50;
/** Enrolment codes that are neither used nor expired: each buys a host. */
export const MAX_OPEN_ENROLMENT_CODES = 20;
/** Kept by each endpoint itself, when it enters the index. */
export const MAX_ENDPOINTS = MAX_WEBHOOK_ENDPOINTS;
/** Keys that are neither revoked nor expired. */
export const MAX_LIVE_KEYS = 50;
/** Members, open invitations included: one page lists them all. */
export { MAX_PEOPLE } from '../workspace/member-limit.ts';
