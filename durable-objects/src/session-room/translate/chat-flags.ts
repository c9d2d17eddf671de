import { setArchived, setBlocked } from '../record/chat-flags.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import type { Translator } from './translate.ts';

/** Archived or blocked, there or on the phone; a chat without a row has nothing to show it on. */
export const translateChatFlags: Translator<'chat_flags'> = (room, turn, fact, origin) => {
  const chatId = canonicalChat(room, fact.chatId);
  const changes = [
    fact.isArchived !== undefined && setArchived(room, chatId, fact.isArchived ? origin.at : null),
    fact.isBlocked !== undefined && setBlocked(room, chatId, fact.isBlocked),
  ];
  if (changes.includes(true)) turn.chats.add(chatId);
};
