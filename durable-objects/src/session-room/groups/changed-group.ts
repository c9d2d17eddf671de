import type { Contact, HostFactOf } from '@waqtor/contracts';
import type { GroupRecord, Participant } from './group-record.ts';

/** What a notice about a group makes of what is known of it. Pure; the same notice twice changes nothing more. */
export const changedGroup = (
  group: GroupRecord,
  change: {
    action: HostFactOf<'group_change'>['action'];
    participants: Contact[];
    text: string | null;
    ownPhone: string | null;
    /** Epoch ms. */
    at: number;
  },
): GroupRecord => {
  const { action, text, ownPhone } = change;
  const ids = new Set(change.participants.map(({ id }) => id));
  const isAboutMe = ownPhone !== null && change.participants.some(({ phone }) => phone === ownPhone);
  const others = group.participants.filter(({ contactId }) => !ids.has(contactId));
  const as = (isAdmin: boolean): Participant[] =>
    group.participants.map((one) => (ids.has(one.contactId) ? { ...one, isAdmin } : one));
  const next = { ...group, updatedAt: Math.max(group.updatedAt, change.at) };
  switch (action) {
    case 'add':
    case 'join': {
      const known = new Set(group.participants.map(({ contactId }) => contactId));
      const added = change.participants
        .filter(({ id }) => !known.has(id))
        .map(({ id, phone }) => ({ contactId: id, isAdmin: false, isMe: phone !== null && phone === ownPhone }));
      return { ...next, participants: [...group.participants, ...added], isMember: group.isMember || isAboutMe };
    }
    case 'remove':
    case 'leave':
      return { ...next, participants: others, isMember: group.isMember && !isAboutMe };
    case 'promote':
      return { ...next, participants: as(true) };
    case 'demote':
      return { ...next, participants: as(false) };
    case 'subject':
      return { ...next, subject: text ?? group.subject };
    case 'description':
      return { ...next, description: text };
  }
};
