import { ok, type Result } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { canonicalChat } from '../record/chat-alias.ts';
import { clearUnread, wireIdOf } from '../record/chat-record.ts';
import { insertCommand } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import { EXPIRE_JOB } from './expire.ts';

/** A sign that somebody read the chat is of no use later. */
const SEEN_TTL_MS = 60_000;

/** Clears the unread count here at once; the phone of the other side learns it when the host can tell. */
export const markSeen = (room: Room, givenId: string, requestId: string): Result<null> => {
  const chatId = canonicalChat(room, givenId);
  room.transact((turn) => {
    if (!clearUnread(room, chatId)) return;
    const notAfter = Date.now() + SEEN_TTL_MS;
    insertCommand(room, {
      id: newId('cmd'),
      payload: { kind: 'mark_seen', chatId: wireIdOf(room, chatId) },
      requestId,
      notAfter,
    });
    room.schedule.at(EXPIRE_JOB, notAfter);
    turn.chats.add(chatId);
    turn.wantsDispatch = true;
  });
  return ok(null);
};
