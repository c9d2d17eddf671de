import type { WaqtorEvent } from '@waqtor/contracts';

/** Counters of S-3 that a turn moves. */
export type StatName = 'sent' | 'received' | 'failed';

/**
 * What one transaction did besides its rows: told to the hub and to waiters once it is committed. Chats and the
 * session are told once per transaction, however many facts touched them.
 */
export class Turn {
  readonly events: WaqtorEvent[] = [];
  readonly chats = new Set<string>();
  /** Commands and messages whose waiters should look again. */
  readonly settled = new Set<string>();
  hasSessionChange = false;
  /** The last that is told of the session: it is gone. */
  isRemoval = false;
  hasStatsChange = false;
  /** True when something may now be dispatched that could not before. */
  wantsDispatch = false;

  /** Takes over what a part of the work collected; a part that failed is simply not merged. */
  merge(part: Turn): void {
    this.events.push(...part.events);
    for (const chatId of part.chats) this.chats.add(chatId);
    for (const id of part.settled) this.settled.add(id);
    this.isRemoval ||= part.isRemoval;
    this.hasSessionChange ||= part.hasSessionChange;
    this.hasStatsChange ||= part.hasStatsChange;
    this.wantsDispatch ||= part.wantsDispatch;
  }
}
