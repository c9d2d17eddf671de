import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TypingTeller } from './typing-teller.ts';

describe('M-3 typing', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => vi.useRealTimers());

  it('M-3 is told at once, seldom again, and when nothing was typed for a while', () => {
    const told: string[] = [];
    const teller = new TypingTeller((state) => told.push(state));
    for (let second = 0; second < 12; second++) {
      teller.typed();
      vi.advanceTimersByTime(1_000);
    }
    expect(told).toEqual(['composing', 'composing']);
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual(['composing', 'composing', 'paused']);
  });

  it('M-3 a stop that ends nothing tells nothing', () => {
    const told: string[] = [];
    const teller = new TypingTeller((state) => told.push(state));
    teller.stop();
    teller.typed();
    teller.stop();
    teller.stop();
    expect(told).toEqual(['composing', 'paused']);
  });
});
