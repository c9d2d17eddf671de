import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findMember } from '@waqtor/db/queries/members';
import type { MemberRecord } from '@waqtor/db/queries/members';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';

export const memberParams = parameters(z.object({ userId: z.string().min(1).max(100) }));

/** A member of this workspace; anybody else is as unknown as nobody. */
export const requireMember = async (c: ApiContext, workspaceId: string, userId: string): Promise<MemberRecord> => {
  const member = await findMember(openDatabase(c.env.DB), workspaceId, userId);
  if (!member) throw new WaqtorError('not_found');
  return member;
};
