import { WaqtorError } from '@waqtor/contracts';
import type { Person } from './user-principal.ts';

/** for dangerous acts, password or second factor were shown within this time. */
export const RECENT_AUTHENTICATION_MS = 10 * 60_000;

/** A stolen cookie, or a screen left open, is not enough for acts that cannot be undone. */
export const requireRecentAuthentication = (person: Person): void => {
  const at = person.authenticatedAt?.getTime() ?? 0;
  if (Date.now() - at >= RECENT_AUTHENTICATION_MS) throw new WaqtorError('recent_authentication_required');
};
