import type { Message } from '@waqtor/contracts';
import type { PendingMessage } from '../pending.ts';

/** What stands in the thread, oldest first. `key` is stable: the list finds measured heights by it. */
export type ThreadItem =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string; count: number }
  /** Messages are missing here; they are read from `messageId` upwards. */
  | { kind: 'hole'; key: string; messageId: string }
  | { kind: 'message'; key: string; message: Message; isFirst: boolean }
  | { kind: 'pending'; key: string; pending: PendingMessage }
  | { kind: 'typing'; key: string };

export interface ThreadState {
  messages: readonly Message[];
  pending: readonly PendingMessage[];
  /** The first message that was unread when the chat was opened, and how many there were. */
  unread: { messageId: string; count: number } | null;
  isTyping: boolean;
  /** Messages above which some are missing. */
  holes?: ReadonlyMap<string, unknown>;
}

/** The same number for times of one day, in the reader's time zone. */
const calendarDay = (iso: string): number => {
  const at = new Date(iso);
  return (at.getFullYear() * 12 + at.getMonth()) * 31 + at.getDate();
};

/** Of ours there are many: colleagues, keys, the phone. */
const sideOf = ({ direction, origin, author, contact }: Message): string =>
  direction === 'outbound' ? `us ${origin?.kind ?? ''} ${origin?.id ?? ''}` : (author ?? contact.id);

/** `isFirst`: somebody else wrote before, so that there is more room above. */
export const threadItems = ({ messages, pending, unread, isTyping, holes }: ThreadState): ThreadItem[] => {
  const items: ThreadItem[] = [];
  let day: number | null = null;
  let before = '';
  for (const message of messages) {
    const on = calendarDay(message.timestamp);
    const isAfterHole = holes?.has(message.id) ?? false;
    if (isAfterHole) items.push({ kind: 'hole', key: `hole ${message.id}`, messageId: message.id });
    if (on !== day || isAfterHole) items.push({ kind: 'day', key: `day ${message.id}`, at: message.timestamp });
    if (unread?.messageId === message.id) items.push({ kind: 'unread', key: 'unread', count: unread.count });
    const side = sideOf(message);
    items.push({ kind: 'message', key: message.id, message, isFirst: side !== before || on !== day || isAfterHole });
    day = on;
    before = side;
  }
  for (const one of pending) items.push({ kind: 'pending', key: one.key, pending: one });
  if (isTyping) items.push({ kind: 'typing', key: 'typing' });
  return items;
};

/** Where the line "new messages" stands: before the oldest of the last `count` that came in. */
export const firstUnread = (messages: readonly Message[], count: number): ThreadState['unread'] => {
  if (count <= 0) return null;
  const inbound = messages.filter(({ direction, type }) => direction === 'inbound' && type !== 'system').slice(-count);
  const first = inbound[0];
  return first ? { messageId: first.id, count: inbound.length } : null;
};
