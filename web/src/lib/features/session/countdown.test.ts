import { describe, expect, it } from 'vitest';
import { countdownOf } from './countdown.ts';

describe('S-2 countdown', () => {
  it('S-2 runs from full to over by the deadline', () => {
    expect(countdownOf(20_000, 0, 0)).toEqual({ secondsLeft: 20, share: 1, isOver: false });
    expect(countdownOf(20_000, 0, 15_000)).toEqual({ secondsLeft: 5, share: 0.25, isOver: false });
    expect(countdownOf(20_000, 0, 20_000)).toEqual({ secondsLeft: 0, share: 0, isOver: true });
  });

  it('S-2 does not look full when the page was opened in the middle of a code', () => {
    expect(countdownOf(20_000, 15_000, 15_000).share).toBe(0.25);
  });

  it('S-2 takes a longer first code for what it is', () => {
    expect(countdownOf(60_000, 0, 30_000).share).toBe(0.5);
  });
});
