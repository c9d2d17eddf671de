import type { DeliveryFilter } from '$lib/api/webhooks.ts';

export const LOG_TABS = ['all', 'delivered', 'waiting', 'failed'] as const;
export type LogTab = (typeof LOG_TABS)[number];
export const LOG_WINDOWS = ['1h', '24h', '7d', 'all'] as const;
export type LogWindow = (typeof LOG_WINDOWS)[number];
export const DEFAULT_WINDOW: LogWindow = '24h';

const HOUR_MS = 3_600_000;
const WINDOW_MS: Record<LogWindow, number | null> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  all: null,
};
const STATES = { all: undefined, delivered: 'delivered', waiting: 'pending', failed: 'failed' } as const;
const ID = /^(dlv|evt)_/;
/** The lower bound moves in such steps: a query that is new each second would never be answered from memory. */
const STEP_MS = 60_000;

/** What the log is asked for: an id wholly typed is looked up as one, anything else is the name of an event. */
export const deliveryFilterOf = (tab: LogTab, window: LogWindow, typed: string, nowMs: number): DeliveryFilter => {
  const state = STATES[tab];
  const lengthMs = WINDOW_MS[window];
  const wanted = typed.trim();
  const isId = ID.test(wanted);
  return {
    ...(state === undefined ? {} : { state }),
    // Who looks for one id wants it whenever it was.
    ...(lengthMs === null || isId
      ? {}
      : { since: new Date(Math.floor((nowMs - lengthMs) / STEP_MS) * STEP_MS).toISOString() }),
    ...(wanted === '' ? {} : isId ? { q: wanted } : { event: wanted }),
  };
};
