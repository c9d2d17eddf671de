import type { HostFactOf, Peer } from '@waqtor/contracts';
import type { GroupBook } from '../group-book.ts';
import type { PageGroup } from './page-act.ts';
import type { PagePeer, RawMessage } from './page-window.ts';
import type { PeerBook } from './peer-book.ts';
import { idOf, peerFactOf } from './raw-message.ts';

/** Contract limits of the facts. */
const MAX_SUBJECT_CHARS = 300;
const MAX_TEXT_CHARS = 4_000;
const MAX_NAMED = 300;

export const groupFactOf = (chatId: string, group: PageGroup): HostFactOf<'group'> => ({
  type: 'group',
  chatId,
  subject: group.subject.slice(0, MAX_SUBJECT_CHARS),
  description: group.description?.slice(0, MAX_TEXT_CHARS) ?? null,
  participants: group.participants.map(({ id, isAdmin, isMe, ...peer }) => ({
    ...{ id, isAdmin, isMe },
    peer: peerFactOf({ ...peer, chatName: null }),
  })),
  isAnnouncement: group.isAnnouncement,
  isMember: group.participants.some(({ isMe }) => isMe),
});

type GroupAction = HostFactOf<'group_change'>['action'];

/** WhatsApp's names of what a notice is about; pictures, settings and the like are told by the group itself. */
const ACTIONS: Record<string, GroupAction> = {
  ...{ add: 'add', invite: 'join', linked_group_join: 'join', leave: 'leave', remove: 'remove' },
  ...{ promote: 'promote', demote: 'demote', subject: 'subject', description: 'description' },
};
export const groupActionOf = (raw: RawMessage): GroupAction | null => ACTIONS[raw.subtype ?? ''] ?? null;

/** Who comes and goes by themselves is named as the author alone, in some notices. */
const personsIn = (raw: RawMessage): string[] => {
  const named = (raw.recipients ?? []).map(idOf).filter((id) => id !== null);
  const author = idOf(raw.author);
  const isBySelf = ['invite', 'linked_group_join', 'leave'].includes(raw.subtype ?? '');
  return named.length === 0 && isBySelf && author ? [author] : named.slice(0, MAX_NAMED);
};

/** A notice of WhatsApp about a group as a fact; `peerOf` knows who is behind an id. */
export const groupChangeOf = async (
  raw: RawMessage,
  action: GroupAction,
  peerOf: (id: string) => Promise<PagePeer>,
): Promise<HostFactOf<'group_change'>> => {
  const participants: Peer[] = [];
  for (const id of personsIn(raw)) participants.push(peerFactOf(await peerOf(id)));
  const author = idOf(raw.author);
  return {
    type: 'group_change',
    keyId: raw.id.id,
    chatId: raw.id.remote,
    action,
    participants,
    by: author ? peerFactOf(await peerOf(author)) : null,
    text: action === 'subject' || action === 'description' ? (raw.body ?? '').slice(0, MAX_TEXT_CHARS) : null,
    timestamp: new Date(raw.t * 1000).toISOString(),
  };
};

export interface NoticeAround {
  peers: PeerBook;
  groups: GroupBook;
  /** Is it the number of the account itself? */
  isMe: (phone: string | null) => boolean;
}

/** What a notice tells; null where it is for the group itself to tell, which it then does. */
export const describeNotice = async (
  message: RawMessage,
  { peers, groups, isMe }: NoticeAround,
): Promise<HostFactOf<'group_change'> | null> => {
  const { remote } = message.id;
  const action = groupActionOf(message);
  const change = action && (await groupChangeOf(message, action, (id) => peers.of(id)));
  // Of settings there is no fact of their own, and of our own coming and going the group says what it means.
  const isAboutUs = change?.participants.some(({ phone }) => isMe(phone)) ?? false;
  const isOfSettings = !change && message.subtype !== 'create';
  if (isAboutUs || isOfSettings) groups.tell(remote);
  else groups.meet(remote);
  if (action === 'subject') peers.forget(remote);
  return change;
};
