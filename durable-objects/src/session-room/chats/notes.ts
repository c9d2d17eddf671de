import { type ChatNote, ok, refuse, type Result } from '@waqtor/contracts';
import { MAX_NOTES } from '../limits.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { hasChat } from '../record/chat-record.ts';
import type { Room } from '../room.ts';

type NoteRow = { id: string; text: string; author: string | null; created_at: number };

const shownNote = ({ id, text, author, created_at }: NoteRow): ChatNote => ({
  id,
  text,
  author: author === null ? null : (JSON.parse(author) as ChatNote['author']),
  createdAt: new Date(created_at).toISOString(),
});

/** Newest first. */
export const listNotes = (room: Room, chatId: string): Result<ChatNote[]> =>
  ok(
    room.sql
      .exec<NoteRow>(
        'SELECT id, text, author, created_at FROM notes WHERE chat_id = ? ORDER BY created_at DESC, rowid DESC LIMIT ?',
        canonicalChat(room, chatId),
        MAX_NOTES,
      )
      .toArray()
      .map(shownNote),
  );

/** A note that exists stays as it is: a repeat is answered with it. */
export const addNote = (room: Room, givenId: string, note: ChatNote): Result<ChatNote> => {
  const chatId = canonicalChat(room, givenId);
  if (!hasChat(room, chatId)) return refuse('not_found');
  room.ctx.storage.transactionSync(() => {
    room.sql.exec(
      'INSERT OR IGNORE INTO notes (id, chat_id, text, author, created_at) VALUES (?, ?, ?, ?, ?)',
      note.id,
      chatId,
      note.text,
      note.author && JSON.stringify(note.author),
      Date.parse(note.createdAt),
    );
    room.sql.exec(
      `DELETE FROM notes WHERE rowid IN (SELECT rowid FROM notes WHERE chat_id = ?
         ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET ?)`,
      chatId,
      MAX_NOTES,
    );
  });
  const kept = room.sql
    .exec<NoteRow>('SELECT id, text, author, created_at FROM notes WHERE id = ? AND chat_id = ?', note.id, chatId)
    .toArray()[0];
  return ok(kept ? shownNote(kept) : note);
};

export const removeNote = (room: Room, chatId: string, noteId: string): Result<null> => {
  const { rowsWritten } = room.sql.exec(
    'DELETE FROM notes WHERE id = ? AND chat_id = ?',
    noteId,
    canonicalChat(room, chatId),
  );
  return rowsWritten > 0 ? ok(null) : refuse('not_found');
};
