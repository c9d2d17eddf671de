import { describe, expect, it } from 'vitest';
import { batchTickMs, flushDelayMs } from './batch-tick.ts';

describe('batch tick', () => {
  it('H-11 sends the first event after a quiet tick at once', () => {
    expect(flushDelayMs(1000, 0, 1)).toBe(0);
    expect(flushDelayMs(1000, 950, 1)).toBe(0);
  });

  it('H-11 lets what follows wait for the rest of the 50 ms', () => {
    expect(flushDelayMs(1000, 980, 1)).toBe(30);
  });

  it('H-15 lengthens the tick with the number of sockets', () => {
    expect(batchTickMs(100)).toBe(50);
    expect(batchTickMs(1000)).toBeCloseTo(108);
  });
});
