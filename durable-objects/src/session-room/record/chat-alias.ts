import type { Room } from '../room.ts';

/** The id under which a conversation is kept, whichever of its ids is given (S-10). Only a lid can be an alias. */
export const canonicalChat = (room: Room, chatId: string): string =>
  (chatId.endsWith('@lid')
    ? room.sql.exec<{ chat_id: string }>('SELECT chat_id FROM chat_aliases WHERE alias_id = ?', chatId).toArray()[0]
        ?.chat_id
    : undefined) ?? chatId;

export const aliasesOf = (room: Room, chatId: string): string[] =>
  room.sql
    .exec<{ alias_id: string }>(
      'SELECT alias_id FROM chat_aliases WHERE chat_id = ? ORDER BY rowid DESC LIMIT 20',
      chatId,
    )
    .toArray()
    .map(({ alias_id }) => alias_id);

/** From now on `alias` means `chatId`. */
export const addAlias = (room: Room, alias: string, chatId: string): void => {
  room.sql.exec(
    `INSERT INTO chat_aliases (alias_id, chat_id) VALUES (?, ?)
     ON CONFLICT (alias_id) DO UPDATE SET chat_id = excluded.chat_id`,
    alias,
    chatId,
  );
};
