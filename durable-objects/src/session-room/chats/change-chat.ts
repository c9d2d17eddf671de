import { type Chat, type ChatChange, type CommandPayload, ok, refuse, type Result } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { QUEUE_TTL_MS } from '../limits.ts';
import { EXPIRE_JOB } from '../commands/expire.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { setArchived, setAssigned, setBlocked, setHandover, setResolved } from '../record/chat-flags.ts';
import { hasChat, isGroupChat, readChat, wireIdOf } from '../record/chat-record.ts';
import { insertCommand } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';

export const getChat = (room: Room, givenId: string): Result<Chat> => {
  const chat = readChat(room, canonicalChat(room, givenId));
  return chat ? ok(chat) : refuse('not_found');
};

/**
 * Holds here at once. Archive and block are told to the phone too, which has the last word: what it says comes back as
 * a fact, and what it refuses or never heard is taken back. Resolve, assignment and handover are ours alone. People are
 * blocked, not groups.
 */
export const changeChat = (room: Room, givenId: string, change: ChatChange, requestId: string): Result<Chat> => {
  const chatId = canonicalChat(room, givenId);
  if (!hasChat(room, chatId)) return refuse('not_found');
  if (change.isBlocked && isGroupChat(chatId)) return refuse('unsupported', { reason: 'group' });
  room.transact((turn) => {
    const now = Date.now();
    const { isArchived, isBlocked, isResolved, assignedTo, handoverUntil } = change;
    const wireId = wireIdOf(room, chatId);
    if (isArchived !== undefined && setArchived(room, chatId, isArchived ? now : null)) {
      order(room, turn, { kind: 'archive', chatId: wireId, isArchived }, requestId);
    }
    if (isBlocked !== undefined && setBlocked(room, chatId, isBlocked)) {
      order(room, turn, { kind: 'block', chatId: wireId, isBlocked }, requestId);
    }
    if (isResolved !== undefined) setResolved(room, chatId, isResolved ? now : null);
    if (assignedTo !== undefined) setAssigned(room, chatId, assignedTo);
    if (handoverUntil !== undefined)
      setHandover(room, chatId, handoverUntil === null ? null : Date.parse(handoverUntil));
    turn.chats.add(chatId);
  });
  return getChat(room, chatId);
};

/** A wish that the host did not hear yet is overtaken by the newer one. */
const order = (
  room: Room,
  turn: Turn,
  payload: Extract<CommandPayload, { kind: 'archive' | 'block' }>,
  requestId: string,
): void => {
  room.sql.exec(
    "UPDATE commands SET state = 'settled' WHERE state = 'queued' AND kind = ? AND json_extract(payload, '$.chatId') = ?",
    payload.kind,
    payload.chatId,
  );
  const notAfter = Date.now() + QUEUE_TTL_MS;
  insertCommand(room, { id: newId('cmd'), payload, requestId, notAfter });
  room.schedule.at(EXPIRE_JOB, notAfter);
  turn.wantsDispatch = true;
};
