import type { HostFactOf, Message, MessageContent } from '@waqtor/contracts';
import { messageIdOf } from '@waqtor/core/deterministic-id';
import { answerKind, answerOptions } from '@waqtor/core/message/answer-options';
import { emit } from '../event.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { isGroupChat, noteInChat } from '../record/chat-record.ts';
import { contentOf, insertMessage, type MessageRecord, PLAIN, readMessage } from '../record/message-record.ts';
import { readSession } from '../record/session-record.ts';
import { shownMessage } from '../record/shown-message.ts';
import type { Room } from '../room.ts';
import { count } from '../session/stats.ts';
import type { Translator } from './translate.ts';

type Vote = HostFactOf<'poll_vote'>;

/**
 * M-3: a vote is told as the message that it is to the one who asked: `interactive`, under an id of its own. A vote
 * that is older than the one known, or that chooses the same, is not told again; our own are no answer to us.
 */
export const translatePollVote: Translator<'poll_vote'> = (room, turn, fact, origin) => {
  const ownPhone = readSession(room.sql).clientInfo?.phoneNumber;
  if (fact.peer.phone !== null && fact.peer.phone === ownPhone) return;
  const chatId = canonicalChat(room, fact.chatId);
  const isGroup = isGroupChat(chatId);
  const contactId = rememberContact(room, turn, fact.peer, fact.from);
  const pollId = messageIdOf(room.sessionId, fact.pollKeyId);
  if (!isNews(room, pollId, contactId, fact)) return;
  const poll = readMessage(room, pollId);
  const answer = answerOf(poll && contentOf(poll), pollId, fact.selected);
  const id = messageIdOf(room.sessionId, `vote.${fact.pollKeyId}.${contactId}.${fact.timestamp}`);
  const message: MessageRecord = {
    ...PLAIN,
    id,
    chat_id: chatId,
    direction: 'inbound',
    sender: isGroup ? fact.chatId : fact.from,
    recipient: ownPhone === undefined ? '' : `${ownPhone}@c.us`,
    author: isGroup ? fact.from : null,
    contact_id: contactId,
    type: 'interactive',
    body: answer.selected.map(({ title }) => title).join(', '),
    status: 'received',
    quoted_message_id: pollId,
    timestamp: Date.parse(fact.timestamp),
    interactive: JSON.stringify(answer),
  };
  insertMessage(room, message);
  noteInChat(room, message, { name: null, wireId: fact.chatId });
  turn.chats.add(chatId);
  count(room, turn, 'received');
  emit(room, turn, 'message.received', shownMessage(room, message), { subject: id }, origin.at);
};

/** Keeps the newest vote of each person; true when it says something that was not known. */
const isNews = (room: Room, pollId: string, voter: string, { timestamp, selected }: Vote): boolean => {
  const at = Date.parse(timestamp);
  const chosen = JSON.stringify([...new Set(selected)].sort((a, b) => a - b));
  const known = room.sql
    .exec<{ at: number; selected: string }>(
      'SELECT at, selected FROM poll_votes WHERE poll_id = ? AND voter = ?',
      pollId,
      voter,
    )
    .toArray()[0];
  if (known && at <= known.at) return false;
  room.sql.exec(
    `INSERT INTO poll_votes (poll_id, voter, at, selected) VALUES (?, ?, ?, ?)
     ON CONFLICT (poll_id, voter) DO UPDATE SET at = excluded.at, selected = excluded.selected`,
    pollId,
    voter,
    at,
    chosen,
  );
  return chosen !== (known?.selected ?? '[]');
};

type Answer = NonNullable<Message['interactive']>;

/** Of a poll that the room never saw only the places are known. */
const answerOf = (
  content: MessageContent | null,
  messageId: string,
  places: number[],
): Answer & Required<Pick<Answer, 'selected'>> => {
  const options = answerOptions(content);
  const selected = [...new Set(places)]
    .sort((a, b) => a - b)
    .map((place) => options[place] ?? { id: String(place + 1), title: '' });
  const [first = { id: '', title: '' }] = selected;
  return { kind: answerKind(content), ...first, messageId, selected };
};
