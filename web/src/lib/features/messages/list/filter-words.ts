import type { ChatFilter } from '$lib/api/inbox.ts';
import * as m from '$lib/paraglide/messages.js';

const NAMES: Record<ChatFilter, () => string> = {
  all: m.chats_all,
  unread: m.chats_unread,
  mine: m.inbox_filter_mine,
  unassigned: m.inbox_filter_unassigned,
  archived: m.inbox_filter_archived,
  groups: m.inbox_filter_groups,
};
export const filterName = (filter: ChatFilter): string => NAMES[filter]();

export const CHAT_FILTERS = Object.keys(NAMES) as ChatFilter[];
export const filterOf = (text: string | null): ChatFilter => CHAT_FILTERS.find((name) => name === text) ?? 'all';
