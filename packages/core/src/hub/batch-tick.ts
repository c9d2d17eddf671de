import { HUB_BATCH_MS } from '@waqtor/contracts';

/** CPU of one send in workerd, milliseconds (measured; docs/design). */
const SEND_COST_MS = 0.027;
/** A tick lasts at least twice what sending to everybody costs, so that the hub stays below half a core (ADR 009). */
const HEADROOM = 2;
/** The tick of sparse traffic: an event that follows another closely is not held for the whole H-11 time (ADR 006). */
export const SPARSE_TICK_MS = 10;

/** More events than this in one tick are dense traffic: a frame for each few of them would cost more than it tells. */
const DENSE_EVENTS = 4;
/** So few are sparse again; one send alone tells three events. */
const SPARSE_EVENTS = 2;

/** The next tick: twice as long while ticks gather many events, up to H-11's 50 ms; short again when they gather few. */
export const nextTickMs = (tickMs: number, gathered: number): number => {
  if (gathered > DENSE_EVENTS) return Math.min(HUB_BATCH_MS, tickMs * 2);
  return gathered <= SPARSE_EVENTS ? SPARSE_TICK_MS : tickMs;
};

/** How long events gather before the next frame, in milliseconds. */
export const batchTickMs = (tickMs: number, sockets: number): number =>
  Math.max(tickMs, HEADROOM * sockets * SEND_COST_MS);

/** When to flush, milliseconds from now: 0 for the first event after a quiet tick, else the rest of the tick. */
export const flushDelayMs = (now: number, lastFlushAt: number, tickMs: number, sockets: number): number =>
  Math.max(0, lastFlushAt + batchTickMs(tickMs, sockets) - now);
