import type { Chat } from '@waqtor/contracts';
import type { ChatFilter } from '$lib/api/inbox.ts';

export interface ListView {
  filter: ChatFilter;
  /** Null: of every session. */
  sessionId: string | null;
}

/** Whether a chat stands in a list, as the server would say; `userId` is who asks. */
export const chatBelongs = (chat: Chat, { filter, sessionId }: ListView, userId: string): boolean => {
  if (sessionId !== null && chat.sessionId !== sessionId) return false;
  if (filter === 'archived') return chat.isArchived === true;
  if (chat.isArchived) return false;
  if (filter === 'unread') return chat.unreadCount > 0;
  if (filter === 'mine') return chat.assignedTo === userId;
  if (filter === 'unassigned') return !chat.assignedTo;
  return filter === 'groups' ? chat.isGroup : true;
};
