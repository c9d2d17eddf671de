import { describe, expect, it } from 'vitest';
import { passedMark } from './quota-mark.ts';

const state = (used: number, committed = used, windowStart = 0) => ({ windowStart, used, committed });

describe('marks of a quota', () => {
  it('N-4 are passed once each, and the higher one speaks for both', () => {
    expect(passedMark(null, state(79), 100)).toBeNull();
    expect(passedMark(state(79), state(80), 100)).toBe(80);
    expect(passedMark(state(80), state(99), 100)).toBeNull();
    expect(passedMark(state(99), state(100), 100)).toBe(100);
    expect(passedMark(state(10), state(120), 100)).toBe(100);
    expect(passedMark(state(100), state(130), 100)).toBeNull();
  });

  it('N-4 begin anew with the next window', () => {
    expect(passedMark(state(100), state(85, 85, 1), 100)).toBe(80);
  });

  it('N-4 are passed at the end by what was handed out, though nobody told of its use', () => {
    expect(passedMark(state(90, 95), state(90, 100), 100)).toBe(100);
    expect(passedMark(state(10, 70), state(10, 90), 100)).toBeNull();
  });
});
