import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findMember } from '@waqtor/db/queries/members';
import type { ApiContext } from '../api.ts';

/** `validation_failed` unless the person is a member of this workspace: those of another are as unknown as nobody. */
export const requireMember = async (c: ApiContext, userId: string): Promise<void> => {
  if (await findMember(openDatabase(c.env.DB), c.get('principal').workspaceId, userId)) return;
  throw new WaqtorError('validation_failed', {
    errors: [{ pointer: '/userId', code: 'unknown_member', message: 'is not a member of this workspace' }],
  });
};
