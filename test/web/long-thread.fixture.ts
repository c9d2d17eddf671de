import type { Message, SessionState } from '../../packages/contracts/src/index.ts';
import { messageOf, QUIET } from './messages.fixture.ts';

const GAP_MS = 3 * 60_000;

/** `count` texts of a long conversation, newest first, three minutes apart. */
export const longThread = (sessionId: SessionState['sessionId'], nowMs: number, count: number): Message[] =>
  Array.from({ length: count }, (_, index) =>
    messageOf(sessionId, 10_000 + count - index, nowMs - (index + 1) * GAP_MS, {
      ...(index % 3 === 0 ? { direction: 'outbound' } : {}),
      type: 'text',
      chatId: QUIET,
      body: `${index % 2 === 0 ? 'رسالة' : 'Message'} ${count - index}${index % 7 === 0 ? ' — وهذا نص أطول قليلًا حتى تختلف الأسطر في الارتفاع، as it is in life.' : ''}`,
    }),
  );
