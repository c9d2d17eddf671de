import type { HostFactOf } from '@waqtor/contracts';
import type { BrowserSession } from './browser-session.ts';
import { describeMessage } from './client-events.ts';
import type { PeerBook } from './peer-book.ts';
import { isConversation } from './raw-message.ts';

/** Bounds of one backfill; the room dedupes, so a later one may overlap. */
const MAX_CHATS = 200;
const MAX_PER_CHAT = 500;

/** S-8: messages of the page's store since then, oldest first, as backfilled facts. */
export const messagesSince = async (
  browser: BrowserSession,
  peers: PeerBook,
  sinceMs: number,
  signal: AbortSignal,
): Promise<HostFactOf<'message'>[]> => {
  const limits = { sinceSeconds: Math.floor(sinceMs / 1000), maxChats: MAX_CHATS, maxPerChat: MAX_PER_CHAT };
  const found = await browser.call('messagesSince', limits, signal);
  const facts: HostFactOf<'message'>[] = [];
  for (const raw of found) if (isConversation(raw)) facts.push(await describeMessage(raw, peers, true));
  return facts;
};
