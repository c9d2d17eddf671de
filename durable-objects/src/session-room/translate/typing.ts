import { emit } from '../event.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { readContact } from '../record/contact-record.ts';
import type { Translator } from './translate.ts';

/** WhatsApp shows it for some 25 s: what comes later, after a cut link, is not true any more. */
const FRESH_MS = 30_000;

/** Told to who is there, kept nowhere. */
export const translateTyping: Translator<'typing'> = (room, turn, fact, origin) => {
  if (Date.now() - origin.at > FRESH_MS) return;
  const contact = readContact(room, rememberContact(room, turn, fact.peer, fact.chatId));
  const data = { chatId: canonicalChat(room, fact.chatId), state: fact.state, contact };
  emit(room, turn, 'message.typing', data, { subject: origin.storeId, discriminator: String(origin.n) }, origin.at);
};
