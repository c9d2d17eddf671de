import type { HubStats } from '@waqtor/contracts';

/** What `monitor.stats` and `GET /api/ws-monitor` both tell. */
export type LiveStats = Omit<HubStats, 'system'>;

/** The hub between two looks at it. Rates are null when there is nothing to compare with. */
export interface RatePoint {
  /** The server's clock, epoch ms. */
  atMs: number;
  connections: number;
  bufferedBytes: number;
  receivedPerSecond: number | null;
  broadcastsPerSecond: number | null;
  errors: number | null;
  refusals: number | null;
}

/** 5 minutes of one look every 2 s. */
export const MAX_POINTS = 150;
export const RING_MS = 5 * 60_000;

export const refusalsOf = ({ security }: Pick<LiveStats, 'security'>): number =>
  Object.values(security).reduce((sum, count) => sum + count, 0);

/** Two looks may come a few milliseconds apart (an answer, then an event): one frame between them is no 30 a second. */
const MIN_RATE_SECONDS = 0.5;

const atMsOf = (stats: LiveStats): number => Date.parse(stats.server.timestamp);

/** Counts begin anew when the hub does: then the earlier look is no measure. */
const isComparable = (before: LiveStats, now: LiveStats): boolean =>
  before.server.startTime === now.server.startTime && before.messages.received <= now.messages.received;

const pointOf = (now: LiveStats, before: LiveStats | null, last: RatePoint | undefined): RatePoint => {
  const base = before && isComparable(before, now) ? before : null;
  const seconds = base ? (atMsOf(now) - atMsOf(base)) / 1_000 : 0;
  const more = (count: (stats: LiveStats) => number): number | null =>
    base && seconds > 0 ? Math.max(0, count(now) - count(base)) : null;
  const rate = (count: (stats: LiveStats) => number, lastRate: number | null = null): number | null => {
    const grown = more(count);
    if (grown === null) return null;
    return seconds < MIN_RATE_SECONDS ? lastRate : grown / seconds;
  };
  return {
    atMs: atMsOf(now),
    connections: now.connections.current,
    bufferedBytes: now.buffer.total,
    receivedPerSecond: rate((stats) => stats.messages.received, last?.receivedPerSecond),
    broadcastsPerSecond: rate((stats) => stats.messages.broadcasts, last?.broadcastsPerSecond),
    errors: more((stats) => stats.errors.total),
    refusals: more(refusalsOf),
  };
};

/**
 * The last 5 minutes with one more look at the hub. A look that is no newer than the last one (an answer that was
 * overtaken by an event) changes nothing, which the caller sees by getting the same array.
 */
export const addLook = (ring: readonly RatePoint[], now: LiveStats, before: LiveStats | null): readonly RatePoint[] => {
  const last = ring.at(-1);
  const atMs = atMsOf(now);
  if (last && atMs <= last.atMs) return ring;
  return [...ring, pointOf(now, before, last)].filter((point) => atMs - point.atMs <= RING_MS).slice(-MAX_POINTS);
};
