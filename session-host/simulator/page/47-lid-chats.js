import { serializedOf } from './10-models.js';
import { createWid } from './20-ids.js';
import { Chat, Msg, chatRecord, ensureChat, toPn } from './40-state.js';
import { keyOf, records } from './45-message-records.js';

/**
 * The network now shows this person by lid: the chat under the number becomes the chat of the lid, with its messages
 * and their keys, and nobody is told. Answers what has to be written; nothing when there is no such chat.
 */
export const moveChatToLid = (record) => {
  const lid = createWid(record.chat);
  const phone = lid.isLid() ? toPn(lid) : undefined;
  const old = phone && Chat.get(phone);
  if (!old) return [];
  const chat = ensureChat(lid);
  const moved = old.msgs.getModelsArray().map((message) => {
    const kept = records.get(message.id.id);
    kept.chat = record.chat;
    Msg.map.delete(serializedOf(message.id));
    Object.assign(message, { id: keyOf(kept), ...(kept.fromMe ? { to: lid } : { from: lid }) });
    Msg.map.set(serializedOf(message.id), message);
    chat.msgs.add(message);
    return ['messages', kept];
  });
  Chat.map.delete(serializedOf(phone));
  chat.set({ t: Math.max(chat.t, old.t), unreadCount: chat.unreadCount + old.unreadCount });
  return [...moved, ['chats', null, serializedOf(phone)], ['chats', chatRecord(chat)]];
};
