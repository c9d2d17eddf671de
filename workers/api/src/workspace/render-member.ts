import type { Member } from '@waqtor/contracts';
import type { MemberRecord } from '@waqtor/db/queries/members';
import type { ApiContext } from '../api.ts';
import type { Person } from '../middleware/access/user-principal.ts';
import { avatarUrlOf } from '../user/avatar-url.ts';

/** A member, as the reader sees them; a key is nobody's `you`. */
export const renderMember = (c: ApiContext, member: MemberRecord): Member => {
  const person = c.get('person') as Person | undefined;
  return {
    userId: member.userId,
    name: member.name,
    email: member.email,
    role: member.role,
    avatarUrl: avatarUrlOf({ id: member.userId, avatarKey: member.avatarKey }),
    hasSecondFactor: member.hasSecondFactor,
    isYou: person?.userId === member.userId,
    joinedAt: member.joinedAt.toISOString(),
  };
};
