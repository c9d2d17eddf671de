import { HUB_BATCH_MS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { batchTickMs, flushDelayMs, nextTickMs, SPARSE_TICK_MS } from './batch-tick.ts';

describe('batch tick', () => {
  it('H-11 sends the first event after a quiet tick at once', () => {
    expect(flushDelayMs(1000, 0, HUB_BATCH_MS, 1)).toBe(0);
    expect(flushDelayMs(1000, 950, HUB_BATCH_MS, 1)).toBe(0);
  });

  it('H-11 lets what follows wait for the rest of the tick', () => {
    expect(flushDelayMs(1000, 980, HUB_BATCH_MS, 1)).toBe(30);
    expect(flushDelayMs(1000, 995, SPARSE_TICK_MS, 1)).toBe(5);
  });

  it('H-11 dense traffic gathers for 50 ms and never longer', () => {
    let tickMs = SPARSE_TICK_MS;
    const ticks = Array.from({ length: 5 }, () => (tickMs = nextTickMs(tickMs, 8)));
    expect(ticks).toEqual([20, 40, 50, 50, 50]);
    expect(HUB_BATCH_MS).toBe(50);
  });

  it('R-5 sparse traffic waits 10 ms at most', () => {
    expect(nextTickMs(HUB_BATCH_MS, 1)).toBe(10);
    // The three events of one send, one after the other, keep it short.
    expect(nextTickMs(SPARSE_TICK_MS, 3)).toBe(10);
  });

  it('H-15 lengthens the tick with the number of sockets', () => {
    expect(batchTickMs(HUB_BATCH_MS, 100)).toBe(50);
    expect(batchTickMs(SPARSE_TICK_MS, 1000)).toBeCloseTo(54);
  });
});
