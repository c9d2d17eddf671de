import { chatSchema, sessionStateSchema, type Chat, type ChatQuery, type Page, type Result } from '@waqtor/contracts';
import { chatKey } from './fold-names.ts';
import { listChats } from './list-chats.ts';

type ChatRow = { body: string };

/** Last values of the workspace: one row per chat and per session, written with the events that changed them. */
export class Inbox {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** False when the value is not a chat. */
  putChat(candidate: unknown): boolean {
    const parsed = chatSchema.safeParse(candidate);
    if (!parsed.success) return false;
    const chat = parsed.data;
    for (const alias of chat.aliases ?? []) this.#forgetChat(chat.sessionId, alias);
    this.#sql.exec(
      `INSERT INTO chats (session_id, chat_id, updated_at, body, is_archived, is_unread, is_group, assigned_to, folded)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (session_id, chat_id) DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body,
         is_archived = excluded.is_archived, is_unread = excluded.is_unread, is_group = excluded.is_group,
         assigned_to = excluded.assigned_to, folded = excluded.folded`,
      chat.sessionId,
      chat.chatId,
      chat.updatedAt,
      JSON.stringify(chat),
      chat.isArchived ? 1 : 0,
      chat.unreadCount > 0 ? 1 : 0,
      chat.isGroup ? 1 : 0,
      chat.assignedTo ?? null,
      chatKey(chat),
    );
    return true;
  }

  /** False when the value is not a session. */
  putSession(candidate: unknown): boolean {
    const parsed = sessionStateSchema.safeParse(candidate);
    if (!parsed.success) return false;
    this.#sql.exec(
      'INSERT INTO sessions (session_id, body) VALUES (?, ?) ON CONFLICT (session_id) DO UPDATE SET body = excluded.body',
      parsed.data.sessionId,
      JSON.stringify(parsed.data),
    );
    return true;
  }

  removeSession(sessionId: string): void {
    this.#sql.exec('DELETE FROM chats WHERE session_id = ?', sessionId);
    this.#sql.exec('DELETE FROM sessions WHERE session_id = ?', sessionId);
  }

  #forgetChat(sessionId: string, chatId: string): void {
    this.#sql.exec('DELETE FROM chats WHERE session_id = ? AND chat_id = ?', sessionId, chatId);
  }

  chat(sessionId: string, chatId: string): Chat | null {
    const row = this.#sql
      .exec<ChatRow>('SELECT body FROM chats WHERE session_id = ? AND chat_id = ?', sessionId, chatId)
      .toArray()[0];
    return row ? (JSON.parse(row.body) as Chat) : null;
  }

  /** All sessions as one JSON array, for `state` frames. */
  sessionsJson(): string {
    const rows = this.#sql.exec<{ body: string }>('SELECT body FROM sessions ORDER BY session_id').toArray();
    return `[${rows.map((row) => row.body).join(',')}]`;
  }

  /** Zeroes the unread counter of our copy at once; the room's own value follows. False when nothing changed. */
  markSeen(sessionId: string, chatId: string): boolean {
    const chat = this.chat(sessionId, chatId);
    if (!chat || chat.unreadCount === 0) return false;
    return this.putChat({ ...chat, unreadCount: 0 });
  }

  list(query: ChatQuery): Result<Page<Chat>> {
    return listChats(this.#sql, query);
  }
}
