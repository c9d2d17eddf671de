import type { Chat, ChatNote, ContactDetail, Group, Page } from '@waqtor/contracts';
import { request } from './request.ts';

export type ChatKey = Pick<Chat, 'sessionId' | 'chatId'>;
export type ChatFilter = 'all' | 'unread' | 'mine' | 'unassigned' | 'archived' | 'groups';
/** What the list of chats is asked for; empty members are left out. */
export interface ChatQuery {
  filter?: ChatFilter;
  sessionId?: string;
  /** Part of a name or number. */
  q?: string;
}

const PAGE = 50;
const path = (chatId: string, act = ''): string => `/api/chats/${encodeURIComponent(chatId)}${act}`;
const act = <T = Chat>({ sessionId, chatId }: ChatKey, name: string, body: object): Promise<T> =>
  request(path(chatId, `/${name}`), { method: 'POST', body: { sessionId, ...body } });

export const listChats = (
  { filter, sessionId, q }: ChatQuery,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Chat>> =>
  request('/api/chats', {
    query: { limit: PAGE, cursor, sessionId, q, filter: filter === 'all' ? undefined : filter },
    signal,
  });

export const markSeen = ({ sessionId, chatId }: ChatKey): Promise<void> =>
  request(path(chatId, '/mark-seen'), { method: 'POST', query: { sessionId }, body: {} });
export const tellTyping = (chat: ChatKey, state: 'composing' | 'recording' | 'paused'): Promise<unknown> =>
  act(chat, 'typing', { state });
export const archiveChat = (chat: ChatKey, archived: boolean): Promise<Chat> => act(chat, 'archive', { archived });
export const blockChat = (chat: ChatKey, blocked: boolean): Promise<Chat> => act(chat, 'block', { blocked });
export const resolveChat = (chat: ChatKey, resolved: boolean): Promise<Chat> => act(chat, 'resolve', { resolved });
export const assignChat = (chat: ChatKey, userId: string | null): Promise<Chat> => act(chat, 'assign', { userId });
/** A person takes over for so many minutes; 0 gives the chat back to the bot. */
export const handOver = (chat: ChatKey, minutes: number): Promise<Chat> => act(chat, 'handover', { minutes });

export const listNotes = ({ sessionId, chatId }: ChatKey, signal: AbortSignal): Promise<{ data: ChatNote[] }> =>
  request(path(chatId, '/notes'), { query: { sessionId }, signal });
export const addNote = (chat: ChatKey, text: string): Promise<ChatNote> => act(chat, 'notes', { text });
export const removeNote = ({ sessionId, chatId }: ChatKey, noteId: string): Promise<void> =>
  request(path(chatId, `/notes/${encodeURIComponent(noteId)}`), {
    method: 'DELETE',
    query: { sessionId },
    isKeptAlive: true,
  });

export const getContact = ({ sessionId, chatId }: ChatKey, signal: AbortSignal): Promise<ContactDetail> =>
  request(`/api/contacts/${encodeURIComponent(chatId)}`, { query: { sessionId }, signal });
export const getGroup = ({ sessionId, chatId }: ChatKey, signal: AbortSignal): Promise<Group> =>
  request(`/api/groups/${encodeURIComponent(chatId)}`, { query: { sessionId }, signal });
