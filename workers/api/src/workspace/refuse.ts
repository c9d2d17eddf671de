import { WaqtorError } from '@waqtor/contracts';
import type { Role } from '@waqtor/contracts';
import type { MembershipRefusal } from '@waqtor/core/membership/membership';
import { touchesOwnership } from '@waqtor/core/membership/membership';
import type { ApiContext } from '../api.ts';
import { requireRecentAuthentication } from '../middleware/access/recent-authentication.ts';

/** Throws what the table of `core/membership` answers, if it refuses. */
export const refuse = (refusal: MembershipRefusal): void => {
  if (refusal !== null) throw new WaqtorError(refusal);
};

/** Who gives or takes ownership must have shown that it is them (keys never get so far). */
export const requireRecentForOwnership = (c: ApiContext, ...roles: Role[]): void => {
  if (c.get('principal').kind === 'user' && touchesOwnership(...roles)) requireRecentAuthentication(c.get('person'));
};
