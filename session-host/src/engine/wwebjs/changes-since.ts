import type { MissedChange } from '../engine.ts';
import { messageStatesFacts, type StateSeen } from '../message-states.ts';
import { MAX_NOTICES, MAX_STATES, MAX_STATES_PER_CHAT, MAX_STATE_CHATS, STATES_WINDOW_MS } from '../missed-limits.ts';
import type { BrowserSession } from './browser-session.ts';
import { describeNotice, type NoticeAround } from './group-facts.ts';
import type { PageState } from './page-act.ts';
import { peerFactOf } from './raw-message.ts';

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** S-8: group notices since then, oldest first, and the newest messages as the page has them now. */
export const changesSince = async (
  browser: BrowserSession,
  around: NoticeAround,
  sinceMs: number,
  signal: AbortSignal,
): Promise<MissedChange[]> => {
  const asOfMs = Date.now();
  const limits = {
    noticesSinceSeconds: Math.floor(sinceMs / 1000),
    statesSinceSeconds: Math.floor((asOfMs - STATES_WINDOW_MS) / 1000),
    ...{ maxChats: MAX_STATE_CHATS, maxPerChat: MAX_STATES_PER_CHAT, maxStates: MAX_STATES },
  };
  const { notices, states } = await browser.call('changes', limits, signal);
  const changes: MissedChange[] = [];
  for (const notice of notices.slice(-MAX_NOTICES)) {
    const change = await describeNotice(notice, around);
    if (change) changes.push({ ...change, backfilled: true });
  }
  const seen: StateSeen[] = [];
  for (const state of states) seen.push(await stateSeen(state, around));
  return [...changes, ...messageStatesFacts(seen, asOfMs)];
};

const stateSeen = async (
  { edit, reactions, ...state }: PageState,
  { peers }: Pick<NoticeAround, 'peers'>,
): Promise<StateSeen> => {
  const seen: NonNullable<StateSeen['reactions']> = [];
  for (const { senderId, emoji, atMs } of reactions ?? []) {
    seen.push({ emoji, peer: peerFactOf(await peers.of(senderId)), at: isoOf(atMs) });
  }
  return {
    ...state,
    ...(edit ? { edit: { body: edit.body, at: isoOf(edit.atMs) } } : {}),
    ...(reactions ? { reactions: seen } : {}),
  };
};
