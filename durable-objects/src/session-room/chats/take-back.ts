import type { CommandPayload } from '@waqtor/contracts';
import { canonicalChat } from '../record/chat-alias.ts';
import { setArchived, setBlocked } from '../record/chat-flags.ts';
import type { CommandRecord } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';

/** A newer wish of the kind for the same chat: what holds is its business. */
const isOvertaken = (room: Room, { id, kind }: CommandRecord, chatId: string): boolean =>
  room.sql
    .exec(
      `SELECT 1 FROM commands WHERE kind = ?1 AND json_extract(payload, '$.chatId') = ?2
         AND rowid > (SELECT rowid FROM commands WHERE id = ?3) LIMIT 1`,
      kind,
      chatId,
      id,
    )
    .toArray().length > 0;

/**
 * The phone refused to archive or block, or was never told: the chat is shown as the phone has it. `now` is epoch
 * milliseconds.
 */
export const takeBack = (room: Room, turn: Turn, command: CommandRecord, now: number): void => {
  if (command.kind !== 'archive' && command.kind !== 'block') return;
  const payload = JSON.parse(command.payload) as Extract<CommandPayload, { kind: 'archive' | 'block' }>;
  if (isOvertaken(room, command, payload.chatId)) return;
  const chatId = canonicalChat(room, payload.chatId);
  const isChanged =
    payload.kind === 'archive'
      ? setArchived(room, chatId, payload.isArchived ? null : now)
      : setBlocked(room, chatId, !payload.isBlocked);
  if (isChanged) turn.chats.add(chatId);
};
