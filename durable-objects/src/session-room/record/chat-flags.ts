import type { Room } from '../room.ts';

/** Each answers whether it changed anything. `at`: since when, epoch milliseconds; null takes it back. */
export const setArchived = (room: Room, chatId: string, at: number | null): boolean =>
  room.sql.exec(
    'UPDATE chats SET archived_at = ?1 WHERE chat_id = ?2 AND (archived_at IS NULL) <> (?1 IS NULL)',
    at,
    chatId,
  ).rowsWritten > 0;

export const setResolved = (room: Room, chatId: string, at: number | null): boolean =>
  room.sql.exec(
    'UPDATE chats SET resolved_at = ?1 WHERE chat_id = ?2 AND (resolved_at IS NULL) <> (?1 IS NULL)',
    at,
    chatId,
  ).rowsWritten > 0;

export const setBlocked = (room: Room, chatId: string, isBlocked: boolean): boolean =>
  room.sql.exec('UPDATE chats SET is_blocked = ?1 WHERE chat_id = ?2 AND is_blocked <> ?1', isBlocked ? 1 : 0, chatId)
    .rowsWritten > 0;

/** Id of a member, or nobody. */
export const setAssigned = (room: Room, chatId: string, userId: string | null): boolean =>
  room.sql.exec('UPDATE chats SET assigned_to = ?1 WHERE chat_id = ?2 AND assigned_to IS NOT ?1', userId, chatId)
    .rowsWritten > 0;

/** Until when a person has taken over, epoch milliseconds. */
export const setHandover = (room: Room, chatId: string, until: number | null): boolean =>
  room.sql.exec('UPDATE chats SET handover_until = ?1 WHERE chat_id = ?2 AND handover_until IS NOT ?1', until, chatId)
    .rowsWritten > 0;
