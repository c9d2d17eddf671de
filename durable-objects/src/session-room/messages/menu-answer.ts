import type { Message, MessageContent } from '@waqtor/contracts';
import { answerKind, answerOptions } from '@waqtor/core/message/answer-options';
import { matchAnswer, MENU_OPEN_MS } from '@waqtor/core/message/match-answer';
import type { MessageRecord } from '../record/message-record.ts';
import type { Room } from '../room.ts';

/** WhatsApp's times are whole seconds of another clock: an answer may seem to come before its menu. */
const CLOCK_SLACK_MS = 3_000;
/** Of a menu that did not go out nobody knows; the conditions are on the message that carries it. */
const WENT_OUT = "messages.status NOT IN ('queued', 'failed', 'expired') AND messages.deleted_at IS NULL";

type Menu = { id: string; content: string };
type Inbound = Pick<MessageRecord, 'chat_id' | 'type' | 'body' | 'timestamp' | 'quoted_message_id'>;

/** The option that an inbound text chooses from a numbered menu (M-3): the newest one of the chat, or the one it quotes. */
export const menuAnswer = (room: Room, message: Inbound): Message['interactive'] => {
  if (message.type !== 'text') return null;
  const quoted = message.quoted_message_id === null ? null : findMenu(room, message, message.quoted_message_id);
  const menu = quoted ?? findMenu(room, message, null);
  if (!menu) return null;
  const content = JSON.parse(menu.content) as MessageContent;
  const option = matchAnswer(message.body, answerOptions(content), { quotesMenu: quoted !== null });
  return option && { kind: answerKind(content), ...option, messageId: menu.id };
};

const findMenu = (room: Room, { chat_id, timestamp }: Inbound, id: string | null): Menu | null =>
  room.sql
    .exec<Menu>(
      `SELECT messages.id, messages.content FROM menus JOIN messages ON messages.id = menus.message_id
       WHERE menus.chat_id = ?1 AND menus.at BETWEEN ?2 AND ?3 AND messages.content IS NOT NULL AND ${WENT_OUT}
         AND menus.message_id = COALESCE(?4, menus.message_id)
       ORDER BY menus.at DESC, menus.rowid DESC LIMIT 1`,
      chat_id,
      timestamp - MENU_OPEN_MS,
      timestamp + CLOCK_SLACK_MS,
      id,
    )
    .toArray()[0] ?? null;
