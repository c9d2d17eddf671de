import type { Chat } from '@waqtor/contracts';
import { formatPhone } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';

export interface ChatName {
  text: string;
  /** A number, shown left to right. */
  isNumber: boolean;
}

/** What to call a chat: its name, its number, or what kind of chat it is. A number is never read out of a `@lid`. */
export const chatName = (chat: Pick<Chat, 'chatId'> & Partial<Pick<Chat, 'name' | 'contact'>>): ChatName => {
  const name = chat.name ?? chat.contact?.name ?? null;
  // Whoever told WhatsApp no name is named by the number.
  const asNumber = /^\+?(\d{7,15})$/.exec(name?.trim() ?? '')?.[1];
  if (asNumber) return { text: formatPhone(asNumber), isNumber: true };
  if (name) return { text: name, isNumber: false };
  const digits = chat.contact?.phone ?? /^(\d+)@c\.us$/.exec(chat.chatId)?.[1];
  if (digits) return { text: formatPhone(digits), isNumber: true };
  return { text: chat.chatId.endsWith('@g.us') ? m.chat_group() : m.chat_unnamed(), isNumber: false };
};
