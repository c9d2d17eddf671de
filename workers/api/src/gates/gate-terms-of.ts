import { WaqtorError } from '@waqtor/contracts';
import type { GateTerms } from '@waqtor/core/gate/gate';
import { openDatabase } from '@waqtor/db/queries/database';
import { findGateTerms } from '@waqtor/db/queries/gates';
import type { ApiContext } from '../api.ts';

/** What decides about the gates of the principal's workspace. */
export const gateTermsOf = async (c: ApiContext): Promise<GateTerms> => {
  const terms = await findGateTerms(openDatabase(c.env.DB), c.get('principal').workspaceId);
  // The workspace was removed between the check of the principal and now.
  if (!terms) throw new WaqtorError('not_found');
  return terms;
};
